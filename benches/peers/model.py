"""A model of words: made-up ones, the common ones often, the same every time."""

from itertools import accumulate

ONSETS = "b br d dr f g gl h j k kr l m n p pl r s st t tr v w z".split()
NUCLEI = "a e i o u ai ei ou".split()
CODAS = ["", "", "", "n", "r", "l", "s", "x", "nd", "rt"]


def words(random, count, syllables, taken=()):
    """Distinct words of as many syllables as one of `syllables` says, none of `taken`."""
    found = {}
    while len(found) < count:
        parts = [random.choice(ONSETS) + random.choice(NUCLEI) for _ in range(random.choice(syllables))]
        word = "".join(parts) + random.choice(CODAS)
        if word not in taken:
            found[word] = None
    return list(found)


def zipf(count, offset=2.7, exponent=1.05):
    """Cumulative weights of ranks by the law of Zipf and Mandelbrot, for `random.choices`."""
    return list(accumulate((rank + offset) ** -exponent for rank in range(count)))
