//! Theme: the colours of the roles that marks play.
//!
//! Built-in themes say them all. A theme of somebody's own says some, and what it does not say is made to fit. In built-in
//! themes text has a contrast of at least 4.5:1 to what it lies on, and colours differ for every kind of eye.

pub mod file;

use super::colour::{BLACK, Colour, WHITE, least_apart};
use crate::view::{NodeKind, SERIES};

/// The least contrast of text to what it lies on (WCAG 2.2, 1.4.3).
pub const TEXT: f64 = 4.5;

/// The least contrast of lines and shapes to the page (WCAG 2.2, 1.4.11).
pub const SHAPE: f64 = 3.0;

/// How far apart two colours that have to be told apart are at least, for every eye that sees colours: see
/// [`least_apart`].
pub const APART: f64 = 10.0;

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
    /// A link without a direction by its weight, from 0, one of the weakest, to 4, one of the strongest.
    Strand(usize),
    /// Guides that are felt rather than seen.
    Faint,
    /// The hatching of what was not observed.
    Hatch,
    /// What the picture is about.
    Accent,
    /// Text on the accent.
    OnAccent,
    /// The inside of a frame around several boxes.
    Ground,
    /// The inside of a box.
    Fill(NodeKind),
    /// The outline of a box.
    Outline(NodeKind),
    /// Text on the colour of an outline.
    OnOutline(NodeKind),
    /// A line of several, by its place, below [`SERIES`].
    Series(usize),
    /// Text on the colour of a line of several.
    OnSeries(usize),
    /// An area that belongs to a line of several: its colour, with much of the page's.
    Tint(usize),
    /// A field, from 0, hardly anything, to 4, the most.
    Heat(usize),
    /// Text on a field.
    OnHeat(usize),
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

/// A set of colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    page: Colour,
    ink: Colour,
    quiet: Colour,
    line: Colour,
    together: Colour,
    faint: Colour,
    hatch: Colour,
    accent: Colour,
    on_accent: Colour,
    /// By kind, in the order of [`KINDS`].
    fills: [Colour; 6],
    outlines: [Colour; 6],
    series: [Colour; SERIES],
    heat: [Colour; 5],
}

impl Default for Theme {
    fn default() -> Self {
        Self::LIGHT
    }
}

impl Theme {
    /// Dark on white.
    pub const LIGHT: Self = Self {
        page: WHITE,
        ink: Colour::of(0x1B_24_30),
        quiet: Colour::of(0x54_5F_6D),
        line: Colour::of(0x46_52_5F),
        together: Colour::of(0x9A_A5_B2),
        faint: Colour::of(0xE6_EA_EE),
        hatch: Colour::of(0xC5_CC_D5),
        accent: Colour::of(0xB8_1D_4F),
        on_accent: WHITE,
        fills: colours([0xC4_DD_F6, 0xF9_D7_AE, 0xC8_EC_DC, 0xDD_C8_EF, 0xFA_F3_B0, 0xF6_F7_F9]),
        outlines: colours([0x1F_5F_A8, 0xB2_58_00, 0x0C_7A_5B, 0x5B_2C_83, 0x63_55_00, 0x6B_76_83]),
        series: colours([
            0x10_4F_A7, 0xB6_60_0A, 0x0D_6C_45, 0xC8_31_54, 0x53_23_76, 0x5F_4F_00, 0x0E_7D_B8, 0x3C_44_55,
        ]),
        heat: colours([0xE9_F1_FA, 0xBC_D7_F2, 0x80_B3_E6, 0x2F_6F_B8, 0x14_3F_73]),
    };

    /// Light on near black.
    pub const DARK: Self = Self {
        page: Colour::of(0x12_17_1E),
        ink: Colour::of(0xEE_F2_F6),
        quiet: Colour::of(0xAA_B5_C1),
        line: Colour::of(0xB9_C4_CF),
        together: Colour::of(0x6B_78_87),
        faint: Colour::of(0x25_2D_37),
        hatch: Colour::of(0x3D_48_55),
        accent: Colour::of(0xFF_8F_B1),
        on_accent: Colour::of(0x24_08_12),
        fills: colours([0x12_33_57, 0x55_34_0C, 0x0A_48_36, 0x57_3A_78, 0x33_2F_05, 0x1B_21_29]),
        outlines: colours([0x4F_9B_EA, 0xF0_A0_4B, 0x5F_D6_AE, 0xD9_B8_FA, 0xE5_D6_4F, 0x93_9F_AC]),
        series: colours([
            0x4B_99_E8, 0xEC_A1_4E, 0x73_E6_B8, 0xE6_75_98, 0xD6_B3_F7, 0xE9_D9_50, 0xAF_EE_FE, 0xB5_BF_C8,
        ]),
        heat: colours([0x1A_28_36, 0x21_44_68, 0x2A_62_98, 0x6B_AF_EC, 0xBF_E0_FF]),
    };

    /// Black on white and dark colours, for poor light and poor eyes: text has a contrast of at least 7:1.
    pub const HIGH_CONTRAST: Self = Self {
        ink: BLACK,
        quiet: Colour::of(0x2B_2B_2B),
        line: BLACK,
        together: Colour::of(0x59_59_59),
        hatch: Colour::of(0x80_80_80),
        accent: Colour::of(0x8F_00_38),
        outlines: colours([0x0B_50_9E, 0x7A_3B_00, 0x00_52_3B, 0x33_0A_52, 0x40_36_00, 0x33_3B_44]),
        series: colours([
            0x3D_3A_7C, 0x87_49_0C, 0x02_43_2A, 0x9B_18_43, 0x2E_04_5E, 0x43_37_00, 0x29_5E_7E, 0x13_1E_26,
        ]),
        heat: colours([0xF2_F6_FB, 0xCF_E1_F5, 0xA9_CB_EE, 0x1B_50_8F, 0x06_22_47]),
        ..Self::LIGHT
    };

    /// The built-in theme of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::LIGHT),
            "dark" => Some(Self::DARK),
            "high-contrast" => Some(Self::HIGH_CONTRAST),
            _ => None,
        }
    }

    /// The colour of `role`.
    pub fn colour(&self, role: Role) -> Colour {
        match role {
            Role::Page => self.page,
            Role::Ink => self.ink,
            Role::Quiet => self.quiet,
            Role::Line => self.line,
            Role::Together => self.together,
            Role::Strand(step) => self.together.towards(self.line, 12 * u16::try_from(step.min(4)).unwrap_or(4)),
            Role::Ground => self.page.towards(self.faint, 45),
            Role::Faint => self.faint,
            Role::Hatch => self.hatch,
            Role::Accent => self.accent,
            Role::OnAccent => self.on_accent,
            Role::Fill(kind) => self.fills[kind as usize],
            Role::Outline(kind) => self.outlines[kind as usize],
            Role::OnOutline(kind) => self.on(self.outlines[kind as usize]),
            Role::Series(at) => self.series[at % SERIES],
            Role::OnSeries(at) => self.on(self.series[at % SERIES]),
            Role::Tint(at) => self.series[at % SERIES].towards(self.page, 66),
            Role::Heat(step) => self.heat[step.min(4)],
            Role::OnHeat(step) => self.on(self.heat[step.min(4)]),
        }
    }

    /// The page's colour or the ink's, whichever contrasts more with `ground`.
    fn on(&self, ground: Colour) -> Colour {
        if self.page.contrast(ground) > self.ink.contrast(ground) { self.page } else { self.ink }
    }
}

const fn colours<const N: usize>(numbers: [u32; N]) -> [Colour; N] {
    let mut colours = [BLACK; N];
    let mut at = 0;
    while at < N {
        colours[at] = Colour::of(numbers[at]);
        at += 1;
    }
    colours
}

/// What somebody says of a theme; the rest comes from another or is made to fit.
#[derive(Debug, Clone, Default)]
struct Said {
    /// Where the rest comes from: without it, light or dark, as the page is.
    base: Option<Theme>,
    page: Option<Colour>,
    ink: Option<Colour>,
    accent: Option<Colour>,
    /// The first of the lines of several.
    palette: Vec<Colour>,
    /// By kind.
    outlines: [Option<Colour>; 6],
}

impl Said {
    /// The theme: colours that were said as they are, others in the contrast that they need.
    fn theme(&self) -> Theme {
        let base = self.base.clone().unwrap_or_else(|| match self.page {
            Some(page) if page.is_dark() => Theme::DARK,
            _ => Theme::LIGHT,
        });
        let (page, ink) = (self.page.unwrap_or(base.page), self.ink.unwrap_or(base.ink));
        let is_same_page = page == base.page && ink == base.ink;
        let visible = |colour: Colour, least: f64| {
            if is_same_page {
                return colour;
            }
            let mut darker = (0..=100).step_by(2).map(|hundredths| colour.towards(ink, hundredths));
            darker.find(|colour| colour.contrast(page) >= least).unwrap_or(ink)
        };
        // As far between page and ink as in the base.
        let between = |colour: Colour, least: f64| {
            if is_same_page {
                return colour;
            }
            let sum = |Colour(r, g, b): Colour| f64::from(r) + f64::from(g) + f64::from(b);
            let share = (sum(colour) - sum(base.page)) / (sum(base.ink) - sum(base.page));
            let hundredths = (0..=100).find(|hundredths| f64::from(*hundredths) >= share * 100.0).unwrap_or(100);
            visible(page.towards(ink, hundredths), least)
        };
        let accent = self.accent.unwrap_or_else(|| visible(base.accent, TEXT));
        let on_accent = if accent == base.accent {
            base.on_accent
        } else if accent.is_dark() {
            WHITE
        } else {
            BLACK
        };
        let outlines = KINDS
            .map(|kind| self.outlines[kind as usize].unwrap_or_else(|| visible(base.outlines[kind as usize], TEXT)));
        let fills = KINDS.map(|kind| {
            let outline = outlines[kind as usize];
            if is_same_page && outline == base.outlines[kind as usize] {
                return base.fills[kind as usize];
            }
            // What stands for nothing known is hardly filled.
            let most = if kind == NodeKind::Unknown { 5 } else { 25 };
            let mut paler = (0..=most).rev().map(|hundredths| page.towards(outline, hundredths));
            paler.find(|fill| ink.contrast(*fill) >= TEXT).unwrap_or(page)
        });
        let deep = self.palette.first().copied().or(self.accent);
        Theme {
            page,
            ink,
            quiet: between(base.quiet, TEXT),
            line: between(base.line, SHAPE),
            together: between(base.together, 2.2),
            faint: between(base.faint, 1.0),
            hatch: between(base.hatch, 1.0),
            accent,
            on_accent,
            fills,
            outlines,
            series: self.series(&base, |colour| visible(colour, TEXT)),
            heat: match deep {
                None if is_same_page => base.heat,
                deep => heat(page, ink, deep.unwrap_or(base.heat[4])),
            },
        }
    }

    /// The palette, filled up with those colours of the base that differ most from all before them.
    fn series(&self, base: &Theme, visible: impl Fn(Colour) -> Colour) -> [Colour; SERIES] {
        let mut series = self.palette.clone();
        let mut others: Vec<Colour> = base.series.into_iter().map(visible).collect();
        while series.len() < SERIES {
            let distance =
                |other: &Colour| series.iter().map(|said| least_apart(*said, *other).0).fold(f64::INFINITY, f64::min);
            let mut next = 0;
            // Without a palette they keep their order.
            for at in 1..if self.palette.is_empty() { 0 } else { others.len() } {
                if distance(&others[at]) > distance(&others[next]) {
                    next = at;
                }
            }
            series.push(others.remove(next));
        }
        std::array::from_fn(|at| series[at])
    }
}

/// Five steps from the page to `deep`, or beyond it to the ink: ink can be read on the first three, the page's colour on the
/// others.
fn heat(page: Colour, ink: Colour, deep: Colour) -> [Colour; 5] {
    let steps: Vec<Colour> = (0..=100)
        .map(|hundredths| page.towards(deep, hundredths))
        .chain((1..=100).map(|hundredths| deep.towards(ink, hundredths)))
        .collect();
    let last = steps.len() - 1;
    let fourth = steps.iter().position(|step| step.contrast(page) >= TEXT).unwrap_or(last);
    let third = (0..fourth).rev().find(|at| steps[*at].contrast(ink) >= TEXT).unwrap_or(0);
    // Where the two could hardly be told apart, the lighter one makes room.
    let third = third.min(fourth.saturating_sub(fourth / 4));
    let fifth = steps.iter().position(|step| step.contrast(page) >= TEXT * 2.0).unwrap_or(last).max(fourth);
    [third / 5, third / 2, third, fourth, fifth].map(|at| steps[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::colour::Eye;

    const THEMES: [(&str, Theme); 3] =
        [("light", Theme::LIGHT), ("dark", Theme::DARK), ("high-contrast", Theme::HIGH_CONTRAST)];

    fn pairs<T: Copy>(all: &[T]) -> impl Iterator<Item = (T, T)> {
        all.iter().enumerate().flat_map(|(at, a)| all[..at].iter().map(|b| (*a, *b)))
    }

    #[test]
    fn every_name_is_a_theme() {
        for name in crate::query::saved::THEMES {
            assert_eq!(
                Theme::named(name),
                THEMES.into_iter().find(|(other, _)| *other == name).map(|(_, theme)| theme)
            );
        }
    }

    #[test]
    fn text_can_be_read_on_whatever_it_lies_on() {
        for (name, theme) in THEMES {
            let mut pairs = vec![(Role::Ink, Role::Page), (Role::Quiet, Role::Page), (Role::OnAccent, Role::Accent)];
            for kind in KINDS {
                pairs.extend([(Role::Ink, Role::Fill(kind)), (Role::OnOutline(kind), Role::Outline(kind))]);
            }
            // Names stand in streams.
            pairs.extend((0..SERIES).map(|at| (Role::OnSeries(at), Role::Series(at))));
            // The names of quarters.
            pairs.extend(crate::render::strategic::COLOURS.map(|at| (Role::Series(at), Role::Faint)));
            pairs.push((Role::Ink, Role::Faint));
            // What is written at lines and frames.
            pairs.push((Role::Quiet, Role::Ground));
            pairs.extend((0..5).map(|step| (Role::OnHeat(step), Role::Heat(step))));
            for (text, ground) in pairs {
                let contrast = theme.colour(text).contrast(theme.colour(ground));
                let least = if theme == Theme::HIGH_CONTRAST { 7.0 } else { TEXT };
                assert!(contrast >= least, "{name}: {text:?} on {ground:?} has {contrast:.2}");
            }
        }
    }

    #[test]
    fn lines_can_be_seen_on_the_page() {
        for (name, theme) in THEMES {
            let series = (0..SERIES).map(Role::Series);
            for role in [Role::Line, Role::Accent].into_iter().chain(KINDS.map(Role::Outline)).chain(series) {
                assert!(theme.colour(role).contrast(theme.colour(Role::Page)) >= SHAPE, "{name}: {role:?}");
            }
            // A single line of many; its width says more than its colour.
            for step in 0..5 {
                let strand = theme.colour(Role::Strand(step));
                assert!(strand.contrast(theme.colour(Role::Page)) >= 2.2, "{name}: {step}");
                assert!(strand.contrast(theme.colour(Role::Ground)) >= 2.0, "{name}: {step} in a frame");
            }
        }
    }

    #[test]
    fn lines_of_several_differ_for_every_eye_that_sees_colours() {
        for (name, theme) in THEMES {
            for (a, b) in pairs(&theme.series) {
                let (apart, eye) = least_apart(a, b);
                assert!(apart >= 1.5 * APART, "{name}: {a} and {b} are {apart:.1} apart for {eye:?}");
            }
        }
    }

    #[test]
    fn kinds_differ_for_every_kind_of_eye() {
        for (name, theme) in THEMES {
            for (a, b) in pairs(&KINDS) {
                for eye in Eye::ALL {
                    let apart = |role: fn(NodeKind) -> Role| eye.apart(theme.colour(role(a)), theme.colour(role(b)));
                    let (by_line, by_fill) = (apart(Role::Outline), apart(Role::Fill));
                    // Grey has one dimension for six kinds; there shape has to help.
                    let least = if eye == Eye::Grey { 2.0 } else { APART };
                    assert!(
                        by_line.max(by_fill) >= least,
                        "{name}: {a:?}, {b:?} for {eye:?}: {by_line:.1}, {by_fill:.1}"
                    );
                }
            }
        }
    }

    #[test]
    fn steps_of_shade_are_in_order_for_every_eye() {
        for (name, theme) in THEMES {
            for (a, b) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
                for eye in Eye::ALL {
                    let apart = eye.apart(theme.heat[a], theme.heat[b]);
                    assert!(apart >= APART * 0.7, "{name}: shades {a} and {b} for {eye:?}: {apart:.1}");
                }
            }
        }
    }

    #[test]
    fn the_accent_stands_out_from_every_kind() {
        for (name, theme) in THEMES {
            for kind in KINDS {
                for eye in Eye::ALL {
                    let apart = eye.apart(theme.accent, theme.colour(Role::Fill(kind)));
                    assert!(apart >= 3.0 * APART, "{name}: {kind:?} for {eye:?}");
                }
            }
        }
    }
}
