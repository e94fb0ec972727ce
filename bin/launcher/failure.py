"""The one error of the launcher: a sentence for a person and the way out."""


class Failure(Exception):
    """Something that a person has to put right; `way_out` says how."""

    def __init__(self, sentence: str, way_out: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.sentence} {self.way_out}".strip()
