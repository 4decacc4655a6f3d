//! Colour: contrast, and how far apart two colours are for every kind of eye.

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// A kind of eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eye {
    /// All cones.
    Common,
    /// Without those for red.
    Protan,
    /// Without those for green.
    Deutan,
    /// Without those for blue.
    Tritan,
    /// None: also what a printer without colour makes of it.
    Grey,
}

impl Eye {
    /// Those that see colours.
    pub const SEEING_COLOURS: [Self; 4] = [Self::Common, Self::Protan, Self::Deutan, Self::Tritan];

    /// All of them.
    pub const ALL: [Self; 5] = [Self::Common, Self::Protan, Self::Deutan, Self::Tritan, Self::Grey];

    /// What it sees of a colour, as linear light (Machado, Oliveira, Fernandes 2009).
    fn sees(self, colour: Colour) -> [f64; 3] {
        let rgb = colour.linear();
        let through =
            |rows: [[f64; 3]; 3]| rows.map(|row| row.iter().zip(rgb).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0));
        match self {
            Self::Common => rgb,
            Self::Protan => through([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
            Self::Deutan => through([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
            Self::Tritan => through([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
            Self::Grey => [luminance(rgb); 3],
        }
    }

    /// How far apart it sees two colours: their distance in CIE 1976 L\*a\*b\*, 0 for the same, 100 for black and white.
    pub fn apart(self, a: Colour, b: Colour) -> f64 {
        let (a, b) = (lab(self.sees(a)), lab(self.sees(b)));
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }
}

/// How far apart two colours are for that eye that sees colours and tells them apart least, and that eye.
pub fn least_apart(a: Colour, b: Colour) -> (f64, Eye) {
    let [first, rest @ ..] = Eye::SEEING_COLOURS.map(|eye| (eye.apart(a, b), eye));
    rest.into_iter().fold(first, |least, other| if other.0 < least.0 { other } else { least })
}

impl Colour {
    /// The colour whose red, green and blue are the last three bytes of a number, as in `0xFF_80_00`.
    pub(super) const fn of(number: u32) -> Self {
        let [_, red, green, blue] = number.to_be_bytes();
        Self(red, green, blue)
    }

    /// Reads `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#')?;
        let long = match hex.len() {
            3 => hex.chars().flat_map(|digit| [digit, digit]).collect(),
            6 => hex.to_owned(),
            _ => return None,
        };
        let is_hex = long.len() == 6 && long.chars().all(|digit| digit.is_ascii_hexdigit());
        u32::from_str_radix(&long, 16).ok().filter(|_| is_hex).map(Self::of)
    }

    /// This colour, with so many hundredths of `other`.
    pub(super) fn towards(self, other: Self, hundredths: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let mixed = (u16::from(a) * (100 - hundredths) + u16::from(b) * hundredths + 50) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The contrast to `other`, from 1 to 21 (WCAG 2.2, 1.4.3).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (luminance(self.linear()), luminance(other.linear()));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Whether white contrasts more with it than black.
    pub(crate) fn is_dark(self) -> bool {
        self.contrast(WHITE) > self.contrast(BLACK)
    }

    fn linear(self) -> [f64; 3] {
        [self.0, self.1, self.2].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
        })
    }
}

pub(super) const BLACK: Colour = Colour(0, 0, 0);
pub(super) const WHITE: Colour = Colour(255, 255, 255);

fn luminance([red, green, blue]: [f64; 3]) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// CIE 1976 L\*a\*b\*, for daylight.
fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let f = |t: f64| if t > 0.008_856 { libm::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
    let x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    let y = f(luminance([red, green, blue]));
    let z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_css_writes_them() {
        for (text, colour) in
            [("#fdf6e3", Some(Colour(0xFD, 0xF6, 0xE3))), ("#0Af", Some(Colour(0, 0xAA, 0xFF))), ("#12345", None)]
        {
            assert_eq!(Colour::parse(text), colour, "{text}");
        }
        for text in ["", "#", "red", "fdf6e3", "#fdf6eg", "#ééé", "#fdf6e3ff"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn red_and_green_are_one_to_eyes_without_red_or_green() {
        // The same brightness: sRGB values found by bisection.
        let (red, green) = (Colour(0xC0, 0x40, 0x30), Colour(0x58, 0x75, 0x30));
        assert!(Eye::Common.apart(red, green) > 60.0 && Eye::Tritan.apart(red, green) > 50.0);
        assert!(Eye::Deutan.apart(red, green) < Eye::Common.apart(red, green) / 3.0);
        assert!(Eye::Grey.apart(BLACK, WHITE) > 99.9 && Eye::Protan.apart(WHITE, WHITE) < 1e-9);
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
    }
}
