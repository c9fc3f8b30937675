import json
import re
from operator import attrgetter
from pathlib import Path

import pytest
from pydantic import BaseModel

from newsbeam.pipeline.check import print_config
from newsbeam.pipeline.config import Config, Feed, feeds_of, load_config, store_path
from newsbeam.pipeline.init import write_config
from newsbeam.transforms.errors import ConfigError

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.toml"))


def test_there_are_configurations() -> None:
    assert CONFIGS


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_every_committed_configuration_is_valid_and_its_feeds_are_found(path: Path) -> None:
    assert feeds_of(load_config(path)).warnings == ()


def test_the_example_shows_every_key_with_its_default(tmp_path: Path) -> None:
    example = CONFIGS[0].with_name("example.toml").read_text(encoding="utf-8")
    lines = [line for line in example.splitlines() if not line.endswith("(example)") and not line.startswith(("# path", "url", "contact"))]
    shown = tmp_path / "shown.toml"
    shown.write_text(re.sub(r"^# (\w+ = )", r"\1", "\n".join(lines), flags=re.MULTILINE).replace("[[sources.feed]]", ""))
    assert load_config(shown) == Config()
    for section, named in re.findall(r"^\[+([\w.]+)\]+(.*?)(?=^\[|\Z)", example, re.MULTILINE | re.DOTALL):
        model: type[BaseModel] = Feed if section == "sources.feed" else type(attrgetter(section)(Config()))
        keys = {name for name in model.model_fields if name not in ("publish", "feed")}
        assert set(re.findall(r"^(?:# )?(\w+) = ", named, re.MULTILINE)) == keys


FAULTS = {
    "unknown key": ("[fetch]\ncontakt = 1", r"unknown key 'fetch\.contakt'; did you mean 'contact'\?"),
    "unknown section": ("[fetsh]\n", r"unknown key 'fetsh'; did you mean 'fetch'\?"),
    "unknown key of a feed": ('[[sources.feed]]\nurl = "http://a.example"\nsauce = "x"', r"did you mean 'source'\?"),
    "nothing near": ("[store]\nxyzzy = 1", "valid here: path, publish"),
    "negative deadline": ("[fetch]\ndeadline_seconds = -1", r"fetch\.deadline_seconds: .*greater than 0.*-1"),
    "bad address": ('[[sources.feed]]\nurl = "gopher://x"', "not an http or https address .*gopher"),
    "bad pair": ('[fetch]\nallow_private = ["localhost"]', "'localhost' is not host:port"),
    "no TOML": ("[fetch", "not valid TOML"),
    "a port that is never asked": ('[[sources.feed]]\nurl = "http://a.example:22/rss"', "can never be fetched: port 22"),
    "credentials in an address": (
        '[[sources.feed]]\nurl = "https://desk:hunter2@a.example/rss"',
        'write user = .* and password = "env:NAME"',
    ),
    "a password in the file": (
        '[[sources.feed]]\nurl = "http://a.example"\nuser = "desk"\npassword = "hunter2"',
        r'password: .*write "env:NAME"',
    ),
    "a token in the file": (
        '[[sources.feed]]\nurl = "http://a.example"\nheaders = { Authorization = "hunter2" }',
        r'headers\..*write "env:NAME"',
    ),
    "half of a pair": ('[[sources.feed]]\nurl = "http://a.example"\npassword = "env:HUNTER2"', "user and password belong together"),
    "two for one": (
        '[[sources.feed]]\nurl = "http://a.example"\nuser = "a"\npassword = "env:B"\nheaders = { authorization = "env:C" }',
        "headers cannot name it, too",
    ),
    "a header of our own": (
        '[[sources.feed]]\nurl = "http://a.example"\nheaders = { Host = "env:A" }',
        "'Host' is not a header that can be set",
    ),
    "a header that is none": ('[[sources.feed]]\nurl = "http://a.example"\nheaders = { "A: b" = "env:A" }', "'A: b' is not a header"),
    "a bad pair of a feed": ('[[sources.feed]]\nurl = "http://a.example"\nallow_private = ["localhost"]', "'localhost' is not host:port"),
    "a secret beside a fault": ('[[sources.feed]]\nuser = "desk"\npassword = "env:HUNTER2"', "url: Field required"),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_what_would_be_right(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "newsbeam.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(file)
    assert str(file) in str(caught.value)
    assert "hunter2" not in str(caught.value).lower()


def test_a_list_of_sources_shows_no_credentials(tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text("https://desk:hunter2@a.example/rss\n")
    with pytest.raises(ConfigError, match=r"line 1: 'https://a\.example/rss' has credentials in it") as caught:
        feeds_of(Config.model_validate({"sources": {"files": [str(tmp_path / "feeds.txt")]}}))
    assert "hunter2" not in str(caught.value)


def test_what_the_configuration_says_of_a_feed_counts_though_a_list_names_it_too(tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text("https://a.example/rss\nhttps://b.example/rss\n")
    given = {"files": [str(tmp_path / "feeds.txt")], "feed": [{"url": "https://a.example/rss", "source": "A"}]}
    assert [(feed.url, feed.source) for feed in feeds_of(Config.model_validate({"sources": given})).feeds] == [
        ("https://a.example/rss", "A"),
        ("https://b.example/rss", None),
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load_config(tmp_path / "nowhere.toml")


def test_paths_start_at_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text("# ours\nhttps://a.example/rss\n\nhttps://b.example/rss\nhttps://a.example/rss\n")
    (tmp_path / "subs.opml").write_text('<opml><body><outline><outline xmlUrl="https://c.example/atom"/></outline></body></opml>')
    file = tmp_path / "newsbeam.toml"
    file.write_text('[store]\npath = "news"\n[sources]\nfiles = ["feeds.txt", "subs.opml"]\n')
    config = load_config(file)
    assert [feed.url for feed in feeds_of(config).feeds] == ["https://a.example/rss", "https://b.example/rss", "https://c.example/atom"]
    assert store_path(None, config) == tmp_path / "news"


@pytest.mark.parametrize(
    "text",
    [
        "not an address",
        '<opml><body><outline xmlUrl="file:///etc/passwd"/></body></opml>',
        "<opml>",
        "<!DOCTYPE o [<!ENTITY a 'b'>]><opml/>",
        "# nothing but a comment",
        "",
    ],
)
def test_a_bad_list_of_sources_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "list").write_text(text)
    config = Config.model_validate({"sources": {"files": (str(tmp_path / "list"),)}})
    with pytest.raises(ConfigError, match="list"):
        feeds_of(config)


def test_the_store_is_the_option_then_the_configuration_then_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSBEAM_STORE", "from-environment")
    configured = Config.model_validate({"store": {"path": "configured"}})
    assert store_path("given", configured) == Path("given")
    assert store_path(None, configured) == Path("configured")
    assert store_path(None, Config()) == Path("from-environment")
    monkeypatch.delenv("NEWSBEAM_STORE")
    assert store_path(None, None) == Path("news")


def test_a_written_configuration_is_printed_as_it_takes_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "newsbeam.toml"
    write_config(file, force=False)
    with pytest.raises(ConfigError, match="--force"):
        write_config(file, force=False)
    print_config(file, as_json=True)
    assert json.loads(capsys.readouterr().out)["fetch"]["max_tries"] == Config().fetch.max_tries
    print_config(file, as_json=False)
    assert "max_tries = 5" in capsys.readouterr().out
