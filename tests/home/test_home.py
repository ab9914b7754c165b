"""The front door."""


def test_everybody_finds_the_door_open(visit):
    page = visit().get("/")
    assert page.status == 200
    assert "示范社区" in page.text


def test_large_text_is_remembered_on_this_device(visit):
    visitor = visit()
    assert visitor.post("/preferences/size", {"size": "large", "next": "/schedule/"}).location == "/schedule/"
    assert visitor.get("/").one("html")["data-size"] == "large"


def test_a_redirect_never_leaves_the_house(visit):
    for address in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        assert visit().post("/preferences/size", {"size": "large", "next": address}).location == "/"


def test_a_wrong_address_gets_a_sentence(visit):
    page = visit().get("/nothing-here")
    assert page.status == 404
    assert "没有这一页" in page.text
