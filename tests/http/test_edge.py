"""What holds for every answer, whoever gives it."""

import gzip

import pytest

from tests.http.conftest import Probes
from tests.http.probes import USER

MIB = 1_048_576


def test_security_headers_stand_on_every_answer(probes: Probes) -> None:
    answers = {
        200: probes.client.get(""),
        202: probes.client.post("/upload", files={"file": ("a", b"x")}),
        304: probes.client.get(f"/{USER}", headers={"If-None-Match": "*"}),
        400: probes.client.get("?sort=%00"),
        401: probes.client.get("/mine"),
        404: probes.root.get("/nothing"),
        405: probes.client.patch(""),
        409: probes.client.post("", json={"name": "none left"}),
        413: probes.client.post("", content=b"x" * (MIB + 1)),
        415: probes.client.post("", content=b"x"),
        422: probes.client.get("?colour=red"),
        500: probes.client.get("/broken"),
        503: probes.client.get("/slow"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert len(answer.headers["x-request-id"]) == 32
        assert answer.headers["cache-control"] == ("private, no-cache" if status == 304 else "no-store")
        assert "server" not in answer.headers
        assert "strict-transport-security" not in answer.headers


def test_t_in_16_a_sane_request_id_is_kept_and_another_replaced(probes: Probes) -> None:
    kept = "Abc-" + "0" * 60
    assert probes.client.get("", headers={"X-Request-ID": kept}).headers["x-request-id"] == kept
    for sent in (b"", b"a b", b"a" * 65, b"\xe4", b"a\tb", b"x;y", b"\xb2"):
        assert len(probes.client.get("", headers={b"X-Request-ID": sent}).headers["x-request-id"]) == 32


def test_t_in_16_a_line_break_never_reaches_a_header(probes: Probes) -> None:
    answer = probes.raw(
        b"GET /health HTTP/1.1\r\nHost: x\r\nX-Request-ID: a\rSet-Cookie: b\r\nConnection: close\r\n\r\n"
    )
    assert b"set-cookie" not in answer.lower()


def test_head_answers_as_get_without_a_body(probes: Probes) -> None:
    got, headed = probes.client.get("/long"), probes.client.head("/long")
    assert headed.status_code == 200
    assert headed.content == b""
    assert headed.headers["content-length"] == got.headers["content-length"]
    assert probes.client.head("/nothing").status_code == 404
    assert probes.client.head("/upload").status_code == 405


def test_t_in_11_a_body_at_the_limit_is_read_and_one_byte_more_is_413(probes: Probes) -> None:
    def body(size: int) -> bytes:
        return b'{"name":"x"' + b" " * (size - 12) + b"}"

    def chunks(size: int) -> list[bytes]:
        return [body(size)[start : start + 100_000] for start in range(0, size, 100_000)]

    headers = {"Content-Type": "application/json"}
    assert probes.client.post("", content=body(MIB), headers=headers).status_code == 201
    assert probes.client.post("", content=iter(chunks(MIB)), headers=headers).status_code == 201
    assert probes.client.post("", content=body(MIB + 1), headers=headers).status_code == 413
    answer = probes.client.post("", content=iter(chunks(MIB + 1)), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_t_in_11_uploads_have_a_limit_of_their_own(probes: Probes) -> None:
    assert probes.client.post("/upload", files={"file": ("a", b"x" * 2_000_000)}).json() == {"size": 2_000_000}
    assert probes.client.post("/upload", files={"file": ("a", b"x" * 2_097_152)}).status_code == 413


def test_t_in_11_a_flood_is_refused_without_being_read(probes: Probes) -> None:
    answer = probes.raw(
        b"POST /api/v1/probes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: 4000000000\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()


def test_t_in_11_a_compressed_body_is_415(probes: Probes) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = probes.client.post("", content=gzip.compress(b'{"name":"x"}'), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"--x\r\n", 400),
        (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc', 400),
        (b"--x\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", 413),
        (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n\xff\r\n--x--\r\n', 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: a/b; charset=no\r\n\r\na\r\n--x--\r\n',
            400,
        ),
        (b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\na\r\n--x--\r\n', 422),
        (b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\na\r\n--x--\r\n', 422),
        (b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\na\r\n' * 1_500 + b"--x--\r\n", 413),
    ],
)
def test_t_in_12_a_broken_upload_is_refused(probes: Probes, body: bytes, status: int) -> None:
    answer = probes.client.post("/upload", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == status, answer.text


def test_t_in_12_an_upload_without_a_boundary_is_400(probes: Probes) -> None:
    answer = probes.client.post("/upload", content=b"--x", headers={"Content-Type": "multipart/form-data"})
    assert answer.status_code == 400


def test_a_client_that_goes_away_is_no_error_of_ours(probes: Probes) -> None:
    probes.raw(
        b"POST /api/v1/probes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-Request-ID: gone-1\r\n"
        b"Content-Length: 100\r\n\r\nx"
    )
    probes.logged(lambda line: line["event"] == "request" and line["request_id"] == "gone-1")
    assert not [line for line in probes.lines() if line["level"] == "error" and line.get("request_id") == "gone-1"]


def test_each_request_is_one_line_of_the_log(probes: Probes) -> None:
    probes.client.get(f"/{USER}", headers={"X-Request-ID": "line-1"})
    line = probes.logged(lambda line: line.get("request_id") == "line-1")
    assert line["event"] == "request"
    assert line["route"] == "/api/v1/probes/{probe_id}"
    assert (line["method"], line["path"]) == ("GET", f"/api/v1/probes/{USER}")
    assert (line["status"], line["client"], line["level"]) == (200, "127.0.0.1", "info")
    assert 0 < line["duration_ms"] < 10_000
    assert line["timestamp"].endswith("Z")


def test_the_process_answers_for_its_life_and_says_what_it_waits_for(probes: Probes) -> None:
    assert probes.root.get("/health").json() == {"status": "ok"}
    answer = probes.root.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not_ready", "missing": ["migrations"]})
