"""Which language a text is in."""

import pytest

from newsbeam.transforms.core.text.language import code_of, language_of

TEXTS = {
    "English": ("The mayor of Valmont closed the old bridge on Monday, and the council will vote on its repair next week.", None, "en"),
    "English page that says German": (
        "The mayor of Valmont closed the old bridge on Monday, and the council will vote on its repair.",
        "de",
        "en",
    ),
    "German": ("Der Bürgermeister hat die alte Brücke am Montag gesperrt, der Rat stimmt nächste Woche über die Reparatur ab.", "de", "de"),
    "Japanese": ("市長は昨日、古い橋を修理のために閉鎖すると発表した。", None, "ja"),
    "Chinese": ("市长昨天宣布关闭旧桥进行维修,工程将持续到明年春天。", "en", "zh"),
    "Korean": ("시장은 어제 낡은 다리를 수리하기 위해 폐쇄한다고 발표했다.", None, "ko"),
    "Thai": ("นายกเทศมนตรีประกาศปิดสะพานเก่าเพื่อซ่อมแซมเมื่อวานนี้", None, "th"),
    "too short: the page is believed": ("Bridge.", "fr", "fr"),
    "a short sentence: the page is believed": ("The bridge is open.", "fr", "fr"),
    "nothing": ("", None, None),
    "a list of names on an English page": (
        "Present were Ngozi Okafor, Yemisi Adewale, Ibrahim Danjuma, Chidi Nwosu, Folake Balogun and Emeka Eze, the coach said.",
        "en",
        "en",
    ),
    "a list of names and nothing else": (
        "Keepers: Obinna Nwankwo, Musa Garba. Defence: Tunde Afolabi, Uche Okoro, Segun Bello. Attack: Kelechi Udo, Ahmed Sule.",
        "en",
        "en",
    ),
    "English that names Nigerians, undeclared": (
        "Ngozi Okafor and Chidi Nwosu of the Lorn choir were at the bridge, and Musa Garba has said that he was with them.",
        None,
        "en",
    ),
    "Pidgin": ("Di oga tok say dem dey fix di bridge wey spoil, and pipol fit cross am again. Na so e be.", "en", "pcm"),
    "Danish on a page whose theme says English": (
        "Borgmesteren lukkede den gamle bro mandag, og byrådet skal stemme om det næste uge, efter at der ikke blev fundet penge til det.",
        "en",
        "da",
    ),
    "a region": ("The bridge is open.", "en-GB", "en"),
    "Norwegian under its other name": (
        "Ordføreren stengte den gamle broen på mandag, og rådet skal stemme over reparasjonen neste uke.",
        "nb",
        "no",
    ),
}


@pytest.mark.parametrize(("text", "declared", "language"), TEXTS.values(), ids=TEXTS)
def test_language(text: str, declared: str | None, language: str | None) -> None:
    assert language_of(text, declared) == language


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"),
        ("EN-GB", "en"),
        ("pt_BR", "pt"),
        ("eng", "en"),
        ("English; ENGLISH", "en"),
        ("German", "de"),
        ("x", None),
        (None, None),
    ],
)
def test_codes_of_declared_languages(declared: str | None, code: str | None) -> None:
    assert code_of(declared) == code
