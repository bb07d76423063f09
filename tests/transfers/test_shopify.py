"""Reading Shopify's product CSV, without a database."""

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowlock.catalogue.types.imported import ImportedProduct
from rowlock.transfers import shopify
from rowlock.transfers.errors import UnreadableFile
from rowlock.transfers.shopify import Parsed
from tests.transfers.files_of_rows import product_row, shopify_csv

SAMPLE = Path(__file__).parents[1] / "samples" / "shopify-products.csv"


def parse(data: bytes, currency: str = "USD") -> list[Parsed]:
    outline = shopify.outline(io.BytesIO(data))
    parsed = list(shopify.products(io.BytesIO(data), outline.rows_of, currency))
    assert sum(each.rows for each in parsed) == outline.rows
    return parsed


def mistakes(data: bytes, currency: str = "USD") -> list[tuple[int, str]]:
    return [mistake for each in parse(data, currency) for mistake in each.mistakes]


def products(data: bytes, currency: str = "USD") -> list[ImportedProduct]:
    found = []
    for parsed in parse(data, currency):
        assert parsed.product is not None, parsed.mistakes
        found.append(parsed.product)
    return found


def only(data: bytes, currency: str = "USD") -> ImportedProduct:
    (product,) = products(data, currency)
    return product


def test_the_sample_becomes_products() -> None:
    shirt, stool, mug = products(SAMPLE.read_bytes())
    assert (shirt.slug, shirt.name, shirt.status) == ("linen-shirt", 'Linen Shirt "Älva"', "active")
    assert shirt.option_names == ["Size", "Colour"]
    assert [(v.sku, v.options, v.price, v.compare_at_price, v.stock, v.weight_grams) for v in shirt.variants] == [
        ("LIN-S-G", {"Size": "S", "Colour": "Grün"}, 5990, 6990, 4, 240),
        ("LIN-M-G", {"Size": "M", "Colour": "Grün"}, 5990, None, 0, 250),
    ]
    assert [(i.url[-5], i.alt) for i in shirt.images] == [("1", "Front"), ("2", "Back"), ("3", "")]
    assert shirt.variants[1].image_url == "https://pictures.example/linen-1.jpg"
    assert (shirt.tags, shirt.vendor, shirt.category) == (["linen", "summer"], "Nordweb", "Shirts")
    assert (shirt.seo_title, shirt.seo_description) == ("Linen shirt", "Two pockets")
    assert "</p>\n<ul>" in shirt.description
    assert (stool.option_names, stool.variants[0].options, stool.variants[0].sku) == ([], {}, None)
    assert (mug.status, mug.name[0], mug.tags) == ("draft", "=", ["+one", "-two"])


def test_a_row_is_numbered_as_a_spreadsheet_shows_it() -> None:
    data = b'Handle,Title,Body (HTML),Variant Price\r\na,A,"one\r\ntwo\r\nthree",1\r\n\r\nb,B,,x\r\n'
    assert mistakes(data) == [(4, "Variant Price: 'x' is not an amount of money")]


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert only(b"\xef\xbb\xbf" + shopify_csv(product_row("a"))).slug == "a"


def test_the_newer_template_has_other_names_for_the_same_columns() -> None:
    data = b"Title,URL handle,Price,Compare-at price,Inventory quantity,Status\nA,a,9.5,10,4,Active\n"
    product = only(data)
    assert (product.status, product.variants[0].price, product.variants[0].stock) == ("active", 950, 4)


def test_rows_of_a_handle_belong_together_wherever_they_stand() -> None:
    first = product_row("a", Option1_Name="Size", Option1_Value="S", Variant_SKU="A-S")
    last = {"Handle": "A", "Option1 Value": "M", "Variant SKU": "A-M", "Variant Price": "11"}
    b, a = products(shopify_csv(first, product_row("b"), last))
    assert [v.options["Size"] for v in a.variants] == ["S", "M"]
    assert b.slug == "b"


def test_a_product_with_one_bad_row_is_left_out_whole_and_the_others_are_not() -> None:
    good_row = product_row("a", Option1_Name="Size", Option1_Value="S", Variant_SKU="A-S")
    bad_row = product_row("a", Title="", Option1_Name="", Option1_Value="M", Variant_SKU="A-M", Variant_Price="12.3.4")
    a, b = parse(shopify_csv(good_row, bad_row, product_row("b")))
    assert a.product is None
    assert a.mistakes == [(3, "Variant Price: '12.3.4' is not an amount of money")]
    assert b.product is not None


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"Title": ""}, "Title is missing"),
        ({"Variant_Price": ""}, "Variant Price is missing"),
        ({"Variant_Price": "-1"}, "Variant Price '-1' is below zero"),
        ({"Variant_Price": "1.999"}, "Variant Price: '1.999' has more decimals than USD has"),
        ({"Variant_Price": "NaN"}, "Variant Price: 'NaN' is not an amount of money"),
        ({"Variant_Compare_At_Price": "ten"}, "Variant Compare At Price: 'ten' is not an amount of money"),
        ({"Variant_Inventory_Qty": "1.5"}, "Variant Inventory Qty '1.5' is not a whole number"),
        ({"Variant_Inventory_Qty": "9999999999"}, "Variant Inventory Qty '9999999999' is too large"),
        ({"Variant_Grams": "heavy"}, "Variant Grams 'heavy' is not a weight in grams"),
        ({"Published": "perhaps"}, "Published 'perhaps' must be true or false"),
        ({"Status": "gone"}, "Status 'gone' must be active, draft or archived"),
        ({"Image_Src": "javascript:alert(1)"}, "Image Src 'javascript:alert(1)' is not a web address"),
        ({"Option1_Name": "Size", "Option1_Value": ""}, "Option1 Value is missing"),
        ({"Option2_Name": "Colour", "Option1_Name": ""}, "Option2 Name is given, Option1 Name is not"),
        ({"Title": "x" * 201}, "Title is longer than 200 characters"),
    ],
)
def test_a_mistake_is_named_with_its_row(cells: dict[str, str], message: str) -> None:
    assert mistakes(shopify_csv(product_row("good"), product_row("a", **cells))) == [(3, message)]


def test_a_handle_that_is_no_address_is_a_mistake() -> None:
    assert mistakes(shopify_csv(product_row("a b/c")))[0][0] == 2


def test_a_row_without_a_handle_is_a_mistake_and_a_blank_row_is_none() -> None:
    assert mistakes(shopify_csv(product_row("a"), product_row(""), {})) == [(3, "Handle is missing")]


def test_the_same_variant_or_sku_twice_is_a_mistake_that_names_the_first_row() -> None:
    twice = [product_row("a"), product_row("a", Variant_SKU="OTHER")]
    assert mistakes(shopify_csv(*twice)) == [(3, "The product's only variant is already given in row 2")]
    same_sku = [product_row("a"), product_row("b", Variant_SKU="A")]
    assert mistakes(shopify_csv(*same_sku)) == [(3, "The SKU A is already used in row 2")]


def test_two_products_with_one_handle_are_not_merged_in_silence() -> None:
    assert (3, "Title 'Another' differs from that of row 2") in mistakes(
        shopify_csv(product_row("a"), product_row("a", Title="Another", Variant_SKU="B"))
    )


def test_stock_below_zero_is_none_left_and_a_blank_one_is_not_touched() -> None:
    assert only(shopify_csv(product_row("a", Variant_Inventory_Qty="-3"))).variants[0].stock == 0
    assert only(shopify_csv(product_row("a", Variant_Inventory_Qty=""))).variants[0].stock is None


def test_a_currency_without_decimals_is_read_as_such() -> None:
    assert only(shopify_csv(product_row("a", Variant_Price="1999")), "JPY").variants[0].price == 1999
    assert mistakes(shopify_csv(product_row("a", Variant_Price="19.99")), "JPY")


def test_a_row_with_more_cells_than_the_header_is_a_mistake() -> None:
    assert mistakes(b"Handle,Title,Variant Price\na,A,1,stray\n") == [(2, "The row has 4 cells, the header only 3")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no column Handle"),
        (b"Handle,Title,Variant Price\n", "no rows"),
        (b"Handle,Title\na,A\n", "no column Variant Price"),
        (b"Handle;Title;Variant Price\na;A;1\n", "separated by commas"),
        (b"Handle,Title,Title,Variant Price\na,A,A,1\n", "twice"),
        (b"Handle,Title,Variant Price\na,A\0,1\n", "NUL"),
        ("Handle,Title,Variant Price\na,Ä,1\n".encode("latin-1"), "not UTF-8"),
        ("Handle,Title,Variant Price\na,A,1\n".encode("utf-16"), "not UTF-8"),
        (b'Handle,Title,Variant Price\na,"A,1\n', "not CSV"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "NUL"),
        (b"Handle,Title,Variant Price\na," + b"x" * 700_000 + b",1\n", "not CSV"),
    ],
)
def test_what_is_no_shopify_csv_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        parse(data)
    assert words in refused.value.detail


@given(st.binary(max_size=2_000))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        parse(data)


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                name: st.text(max_size=30)
                for name in (
                    "Handle", "Title", "Published", "Tags", "Option1 Name", "Option1 Value", "Variant SKU", "Status",
                    "Variant Price", "Variant Inventory Qty", "Variant Grams", "Image Src", "Image Position",
                )
            },
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_any_cells_become_a_product_or_a_mistake(rows: list[dict[str, str]]) -> None:
    try:
        data = shopify_csv(*rows)
        parsed = parse(data)
    except (UnreadableFile, UnicodeEncodeError):
        return
    for each in parsed:
        if each.product is None:
            assert all(row >= 2 and message for row, message in each.mistakes)
        else:
            assert not each.mistakes
            assert each.product.variants
            assert all(v.price >= 0 for v in each.product.variants)
