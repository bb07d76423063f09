"""Whatever becomes of a picture or of those who work on it, no file is left without it, and none is missing."""

import os
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from rowlock.storage.store import open_storage
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.pictures.drawing import new_picture, noise
from tests.pictures.picture_clients import files_of, listed, published, ready, shown, upload, uploaded
from tests.shop import Shop
from tests.transfers.transfer_clients import kill_worker


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def folders_of(shop: Shop, image_id: str) -> list[Path]:
    # os.walk passes over what the worker removes at the same moment; rglob fails.
    walked = os.walk(shop.data / "media")
    return [Path(folder) / image_id for folder, folders, files in walked if image_id in (*folders, *files)]


def restart_worker(shop: Shop) -> None:
    kill_worker(shop)
    shop.start_process("worker")


def put(shop: Shop, key: str, *, age_seconds: float) -> Path:
    shop.run(open_storage(shop.settings).put(key, b"orphan"))
    path = shop.data / "media" / key
    os.utime(path, (time.time() - age_seconds,) * 2)
    return path


def test_a_deleted_picture_leaves_no_file_and_takes_none_of_another(shop: Shop, admin: httpx.Client) -> None:
    data = new_picture()
    first, second = make_product(admin)["id"], make_product(admin)["id"]
    gone, kept = ready(shop, admin, first, data), ready(shop, admin, second, data)
    assert admin.delete(f"/products/{first}/images/{gone['id']}").status_code == 204
    assert shown(shop, first) == listed(admin, first) == []
    shop.until(lambda: not folders_of(shop, gone["id"]))
    shop.drain()
    assert len(published(shop, kept)) > 0
    for rendition in gone["renditions"].values():
        assert httpx.get(shop.url + rendition["url"]).status_code == 404
    assert admin.delete(f"/products/{first}/images/{gone['id']}").status_code == 404


def test_t_up_14_a_product_that_goes_takes_its_pictures_along(shop: Shop, admin: httpx.Client) -> None:
    product_id = make_product(admin, stock=0)["id"]
    image_id = ready(shop, admin, product_id, new_picture())["id"]
    late = uploaded(admin, product_id, new_picture())
    assert admin.delete(f"/products/{product_id}").status_code == 204
    assert admin.get(f"/products/{product_id}").status_code == 404
    shop.until(lambda: not folders_of(shop, image_id) and not folders_of(shop, late))
    shop.drain()
    assert folders_of(shop, late) == []


def test_a_product_that_is_archived_keeps_its_pictures(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    image = ready(shop, admin, product["id"], new_picture())
    make_order(shop.customer(), product["variants"][0]["id"])
    assert admin.delete(f"/products/{product['id']}").status_code == 204
    assert admin.get(f"/products/{product['id']}").json()["status"] == "archived"
    shop.drain()
    assert [one["id"] for one in listed(admin, product["id"])] == [image["id"]]
    assert len(published(shop, image)) > 0


def test_t_up_14_a_picture_that_is_deleted_while_it_is_rendered_does_not_come_back(
    shop: Shop, admin: httpx.Client
) -> None:
    """Large ones, deleted at every moment of their rendering."""
    product_id = make_product(admin)["id"]
    ids = []
    for number in range(6):
        data = noise(4000, 3000, seed=40 + number).jpegsave_buffer(Q=40, interlace=True)
        image_id = uploaded(admin, product_id, data)
        time.sleep(0.25 * number)  # no fact to wait for: what counts is that the moments differ
        assert admin.delete(f"/products/{product_id}/images/{image_id}").status_code == 204
        ids.append(image_id)
    shop.drain()
    assert listed(admin, product_id) == shown(shop, product_id) == []
    assert [files_of(shop, image_id) for image_id in ids] == [[]] * 6
    dead = shop.sql(
        "SELECT last_error FROM outbox WHERE status = 'dead' AND dedup_key = ANY($1)", [f"picture:{i}" for i in ids]
    )
    assert dead == []


def test_t_up_11_what_was_stored_before_a_kill_is_found_and_deleted(shop: Shop, admin: httpx.Client) -> None:
    image = ready(shop, admin, make_product(admin)["id"], new_picture())
    for path in files_of(shop, image["id"]):
        os.utime(path, (time.time() - 90_000,) * 2)
    lost, fresh = str(uuid4()), str(uuid4())
    orphans = [
        put(shop, f"private/pictures/{lost}/{'a' * 64}.png", age_seconds=7200),
        put(shop, f"media/pictures/{lost}/{'b' * 32}.webp", age_seconds=7200),
    ]
    arriving = put(shop, f"private/pictures/{fresh}/{'c' * 64}.png", age_seconds=600)
    other = put(shop, f"media/demo/{'d' * 32}.webp", age_seconds=7200)
    restart_worker(shop)
    shop.until(lambda: not any(path.exists() for path in orphans), seconds=30)
    assert arriving.exists()
    assert other.exists()
    assert len(published(shop, image)) > 0


def test_t_up_11_files_of_a_deleted_picture_go_though_the_worker_died_in_between(
    shop: Shop, admin: httpx.Client
) -> None:
    product_id = make_product(admin)["id"]
    image_id = ready(shop, admin, product_id, new_picture())["id"]
    kill_worker(shop)
    assert admin.delete(f"/products/{product_id}/images/{image_id}").status_code == 204
    assert len(files_of(shop, image_id)) > 0
    # As if it had been killed over the work.
    shop.execute(
        "UPDATE outbox SET status = 'claimed', attempts = 1, claimed_until = now()"
        " WHERE job = 'delete_picture_files' AND status = 'pending'"
    )
    shop.start_process("worker")
    shop.until(lambda: not folders_of(shop, image_id), seconds=30)


def test_t_up_11_an_upload_that_came_to_no_row_leaves_no_file_for_long(opener: ShopOpener) -> None:
    with opener() as shop:
        admin = shop.admin()
        product_id = make_product(admin)["id"]
        # Whatever goes wrong behind the storing of the file; here the row cannot be written.
        shop.execute("ALTER TABLE images ADD CONSTRAINT none CHECK (alt <> 'refused')", as_owner=True)
        assert upload(admin, product_id, new_picture(), alt="refused").status_code == 500
        assert listed(admin, product_id) == []
        (left,) = (shop.data / "media").rglob("*.png")
        os.utime(left, (time.time() - 7200,) * 2)
        restart_worker(shop)
        shop.until(lambda: not left.exists(), seconds=30)
        ready(shop, admin, product_id, new_picture())
        shop.assert_books_balance()
