//! Theme: the colours of the roles that marks play.
//!
//! Text has a contrast of at least 4.5:1 to what it lies on, and kinds of entities differ for every kind of eye.

use crate::view::{NodeKind, SERIES};

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on near black.
    Dark,
    /// Black on white and dark colours, for poor light and poor eyes: text has a contrast of at least 7:1.
    HighContrast,
}

/// What a mark is for; a theme gives it a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The page.
    Page,
    /// Text.
    Ink,
    /// Text that stands back: captions, legends.
    Quiet,
    /// Arrows.
    Line,
    /// Links without a direction: many, so they stand back.
    Together,
    /// Guides that are felt rather than seen.
    Faint,
    /// The hatching of what was not observed.
    Hatch,
    /// What the picture is about.
    Accent,
    /// Text on the accent.
    OnAccent,
    /// The inside of a box.
    Fill(NodeKind),
    /// The outline of a box.
    Outline(NodeKind),
    /// A line of several, by its place, below [`SERIES`].
    Series(usize),
    /// An area that belongs to a line of several: its colour, with much of the page's.
    Tint(usize),
    /// A field, from 0, hardly anything, to 4, the most.
    Heat(usize),
}

/// All kinds, in the order in which a legend lists them.
pub const KINDS: [NodeKind; 6] = [
    NodeKind::Project,
    NodeKind::Technology,
    NodeKind::Topic,
    NodeKind::Organisation,
    NodeKind::Licence,
    NodeKind::Unknown,
];

/// Red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// This colour, with so many hundredths of `other`.
    fn towards(self, other: Self, hundredths: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let mixed = (u16::from(a) * (100 - hundredths) + u16::from(b) * hundredths + 50) / 100;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Theme {
    /// The colour of `role`.
    pub fn colour(self, role: Role) -> Colour {
        if let Role::Tint(at) = role {
            return self.colour(Role::Series(at)).towards(self.colour(Role::Page), 66);
        }
        let hex = match self {
            Self::Light => light(role),
            Self::Dark => dark(role),
            Self::HighContrast => high_contrast(role),
        };
        let [_, red, green, blue] = hex.to_be_bytes();
        Colour(red, green, blue)
    }
}

fn light(role: Role) -> u32 {
    match role {
        Role::Page | Role::OnAccent => 0xFF_FF_FF,
        Role::Ink => 0x1B_24_30,
        Role::Quiet => 0x54_5F_6D,
        Role::Line => 0x46_52_5F,
        Role::Together => 0x9A_A5_B2,
        Role::Faint => 0xE6_EA_EE,
        Role::Hatch => 0xC5_CC_D5,
        Role::Accent => 0xB8_1D_4F,
        Role::Fill(kind) => match kind {
            NodeKind::Project => 0xC4_DD_F6,
            NodeKind::Technology => 0xF9_D7_AE,
            NodeKind::Topic => 0xC8_EC_DC,
            NodeKind::Organisation => 0xDD_C8_EF,
            NodeKind::Licence => 0xFA_F3_B0,
            NodeKind::Unknown => 0xF6_F7_F9,
        },
        Role::Outline(kind) => match kind {
            NodeKind::Project => 0x1F_5F_A8,
            NodeKind::Technology => 0xB2_58_00,
            NodeKind::Topic => 0x0C_7A_5B,
            NodeKind::Organisation => 0x5B_2C_83,
            NodeKind::Licence => 0x63_55_00,
            NodeKind::Unknown => 0x6B_76_83,
        },
        Role::Series(at) | Role::Tint(at) => {
            [0x1F_5F_A8, 0xB2_58_00, 0x0A_72_54, 0xB8_1D_4F, 0x5B_2C_83, 0x7A_68_00, 0x1C_7A_B0, 0x3F_47_52]
                [at % SERIES]
        }
        Role::Heat(step) => [0xE9_F1_FA, 0xBC_D7_F2, 0x80_B3_E6, 0x2F_6F_B8, 0x14_3F_73][step.min(4)],
    }
}

fn dark(role: Role) -> u32 {
    match role {
        Role::Page => 0x12_17_1E,
        Role::Ink => 0xEE_F2_F6,
        Role::Quiet => 0xAA_B5_C1,
        Role::Line => 0xB9_C4_CF,
        Role::Together => 0x6B_78_87,
        Role::Faint => 0x25_2D_37,
        Role::Hatch => 0x3D_48_55,
        Role::Accent => 0xFF_8F_B1,
        Role::OnAccent => 0x24_08_12,
        Role::Fill(kind) => match kind {
            NodeKind::Project => 0x12_33_57,
            NodeKind::Technology => 0x55_34_0C,
            NodeKind::Topic => 0x0A_48_36,
            NodeKind::Organisation => 0x57_3A_78,
            NodeKind::Licence => 0x33_2F_05,
            NodeKind::Unknown => 0x1B_21_29,
        },
        Role::Outline(kind) => match kind {
            NodeKind::Project => 0x4F_9B_EA,
            NodeKind::Technology => 0xF0_A0_4B,
            NodeKind::Topic => 0x5F_D6_AE,
            NodeKind::Organisation => 0xD9_B8_FA,
            NodeKind::Licence => 0xE5_D6_4F,
            NodeKind::Unknown => 0x93_9F_AC,
        },
        Role::Series(at) | Role::Tint(at) => {
            [0x4F_9B_EA, 0xF0_A0_4B, 0x5F_D6_AE, 0xFF_8F_B1, 0xD9_B8_FA, 0xE5_D6_4F, 0x9A_E1_F5, 0xC4_CC_D4]
                [at % SERIES]
        }
        Role::Heat(step) => [0x1A_28_36, 0x21_44_68, 0x2A_62_98, 0x6B_AF_EC, 0xBF_E0_FF][step.min(4)],
    }
}

fn high_contrast(role: Role) -> u32 {
    match role {
        Role::Ink | Role::Line => 0x00_00_00,
        Role::Quiet => 0x2B_2B_2B,
        Role::Together => 0x59_59_59,
        Role::Hatch => 0x80_80_80,
        Role::Accent => 0x8F_00_38,
        Role::Outline(kind) => match kind {
            NodeKind::Project => 0x0B_50_9E,
            NodeKind::Technology => 0x7A_3B_00,
            NodeKind::Topic => 0x00_52_3B,
            NodeKind::Organisation => 0x33_0A_52,
            NodeKind::Licence => 0x40_36_00,
            NodeKind::Unknown => 0x33_3B_44,
        },
        Role::Series(at) | Role::Tint(at) => {
            [0x0B_3D_78, 0x7A_3B_00, 0x00_52_3B, 0x8F_00_38, 0x3D_11_63, 0x4F_43_00, 0x0B_54_7D, 0x22_28_2F]
                [at % SERIES]
        }
        Role::Heat(step) => [0xF2_F6_FB, 0xCF_E1_F5, 0xA9_CB_EE, 0x1B_50_8F, 0x06_22_47][step.min(4)],
        role => light(role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::HighContrast];

    fn linear(colour: Colour) -> [f64; 3] {
        [colour.0, colour.1, colour.2].map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
        })
    }

    fn luminance([red, green, blue]: [f64; 3]) -> f64 {
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// WCAG 2.2, 1.4.3.
    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(linear(a)), luminance(linear(b)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// CIE 1976 L*a*b*, for daylight.
    fn lab([red, green, blue]: [f64; 3]) -> [f64; 3] {
        let f = |t: f64| if t > 0.008_856 { libm::cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
        let y = f(luminance([red, green, blue]));
        let z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// How eyes see a colour: all cones, without red, without green, without blue (Machado, Oliveira, Fernandes 2009);
    /// and how a printer without colour prints it.
    fn seen(colour: Colour) -> [[f64; 3]; 5] {
        let rgb = linear(colour);
        let through =
            |rows: [[f64; 3]; 3]| rows.map(|row| row.iter().zip(rgb).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0));
        [
            rgb,
            through([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
            through([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
            through([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
            [luminance(rgb); 3],
        ]
    }

    fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (lab(a), lab(b));
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    #[test]
    fn text_can_be_read_on_whatever_it_lies_on() {
        for theme in THEMES {
            let mut pairs = vec![(Role::Ink, Role::Page), (Role::Quiet, Role::Page), (Role::OnAccent, Role::Accent)];
            for kind in KINDS {
                pairs.extend([(Role::Ink, Role::Fill(kind)), (Role::Page, Role::Outline(kind))]);
            }
            // Names stand in streams.
            pairs.extend((0..SERIES).map(|at| (Role::Page, Role::Series(at))));
            // The names of quarters.
            pairs.extend(crate::render::strategic::COLOURS.map(|at| (Role::Series(at), Role::Faint)));
            pairs.push((Role::Ink, Role::Faint));
            pairs.extend((0..3).map(|step| (Role::Ink, Role::Heat(step))));
            pairs.extend((3..5).map(|step| (Role::Page, Role::Heat(step))));
            for (text, ground) in pairs {
                let contrast = contrast(theme.colour(text), theme.colour(ground));
                let least = if theme == Theme::HighContrast { 7.0 } else { 4.5 };
                assert!(contrast >= least, "{theme:?}: {text:?} on {ground:?} has {contrast:.2}");
            }
        }
    }

    #[test]
    fn lines_can_be_seen_on_the_page() {
        for theme in THEMES {
            let series = (0..SERIES).map(Role::Series);
            for role in [Role::Line, Role::Accent].into_iter().chain(KINDS.map(Role::Outline)).chain(series) {
                assert!(contrast(theme.colour(role), theme.colour(Role::Page)) >= 3.0, "{theme:?}: {role:?}");
            }
            // A single line of many; its width says more than its colour.
            assert!(contrast(theme.colour(Role::Together), theme.colour(Role::Page)) >= 2.2);
        }
    }

    #[test]
    fn kinds_differ_for_every_kind_of_eye() {
        for theme in THEMES {
            for (nth, a) in KINDS.into_iter().enumerate() {
                for b in KINDS.into_iter().take(nth) {
                    let outlines = [a, b].map(|kind| seen(theme.colour(Role::Outline(kind))));
                    let fills = [a, b].map(|kind| seen(theme.colour(Role::Fill(kind))));
                    for eye in 0..5 {
                        let by_line = apart(outlines[0][eye], outlines[1][eye]);
                        let by_fill = apart(fills[0][eye], fills[1][eye]);
                        // Grey has one dimension for six kinds; there shape has to help.
                        let least = if eye == 4 { 2.0 } else { 10.0 };
                        assert!(
                            by_line.max(by_fill) >= least,
                            "{theme:?}: {a:?} and {b:?} for eye {eye}: {by_line:.1}, {by_fill:.1}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_accent_stands_out_from_every_kind() {
        for theme in THEMES {
            for kind in KINDS {
                let (accent, fill) = (seen(theme.colour(Role::Accent)), seen(theme.colour(Role::Fill(kind))));
                for eye in 0..5 {
                    assert!(apart(accent[eye], fill[eye]) >= 30.0, "{theme:?}: {kind:?} for eye {eye}");
                }
            }
        }
    }
}
