"""Rules of which there can be any number: shaped as the built-in ones, around words picked at random."""
import random

SHAPES = [
    '<speaker:full-names> ( OPEN .{1,16} CLOSE )? ( %s | %s | %s ) ( a | an | the )? .{0,3} %s ( on | about ) <about:text> ( "." | COMMA | $ )',
    "<speaker:subject> ( %s | %s ) .{0,5} ( %s | %s ) <talk:quoted>",
    "( %s | %s %s ) ( by | from ) <speaker:names> ( OPEN .{1,8} CLOSE )? %s",
    "%s ( %s | %s )? .{0,4} @a-talk ( was | is ) %s by <speaker:full-names>",
]
PLACES = ["sentence"] * 7 + ["list-item", "line", "heading"]


def write(path, count, words, seed=7):
    """Writes a rule file of `count` rules; most find nothing, as most rules do in most posts."""
    chosen = random.Random(seed)
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            shape = SHAPES[number % len(SHAPES)]
            target = "talk" if "<talk" in shape else "described"
            out.write(
                f"[[rule]]\nid = \"made-up-{number}\"\nfinds = \"'X did Y': a rule made to be one more.\"\n"
                f"where = \"{chosen.choice(PLACES)}\"\npattern = '{shape % tuple(chosen.sample(words, 4))}'\n"
                f"emits = [\"speaker GAVE {target}\"]\nconfidence = 0.5\n"
                'fires = [{ text = "a", facts = ["A GAVE b"] }, { text = "c", facts = ["A GAVE b"] }]\nsilent = ["a", "b"]\n\n'
            )
