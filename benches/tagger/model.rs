//! A model of text: made-up words, the common ones often, and names among them, the same every time.

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// A rank below `limit`, low ones more often: a product of two uniform numbers.
    fn rank(&mut self, limit: usize) -> usize {
        let most = 1 + self.below(limit);
        self.below(most)
    }
}

/// The word of that number: two syllables for every 900, so that no two numbers have the same.
fn word(mut number: usize) -> String {
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    const CONSONANTS: [&str; 6] = ["b", "d", "k", "l", "r", "t"];
    let mut word = String::new();
    loop {
        for _ in 0..2 {
            word.push_str(CONSONANTS[number % 6]);
            word.push_str(VOWELS[number / 6 % 5]);
            number /= 30;
        }
        if number == 0 {
            return word;
        }
    }
}

/// Words that are part of no name of one word.
const COMMON: usize = 900;

/// Names of one, two and three words.
pub(crate) fn names(count: usize) -> Vec<String> {
    let name = |at: usize| {
        let first = word(COMMON + at);
        match at % 4 {
            0 | 1 => first,
            2 => format!("{first} {}", word(at % COMMON)),
            _ => format!("{} {first} {}", word(at % COMMON), word(at / 2 % COMMON)),
        }
    };
    (0..count).map(name).collect()
}

/// Lines of about 2,000 bytes in which one word of ten is a name.
pub(crate) fn text(names: &[String], bytes: usize) -> String {
    let mut numbers = Numbers(7);
    let mut text = String::with_capacity(bytes + 100);
    let mut line = 0;
    while text.len() < bytes {
        match numbers.below(10) {
            0 => text.push_str(&names[numbers.rank(names.len())]),
            _ => text.push_str(&word(numbers.rank(COMMON))),
        }
        if text.len() - line > 2_000 {
            text.push_str(".\n");
            line = text.len();
        } else {
            text.push_str(if numbers.below(12) == 0 { ". " } else { " " });
        }
    }
    text
}
