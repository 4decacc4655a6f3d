//! Theme: the colours of the roles that marks play.
//!
//! Text has a contrast of at least 4.5:1 to what it lies on, and kinds of entities differ for every kind of eye.

use crate::view::NodeKind;

/// A set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on near black.
    Dark,
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

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Theme {
    /// The colour of `role`.
    pub fn colour(self, role: Role) -> Colour {
        let hex = match self {
            Self::Light => light(role),
            Self::Dark => dark(role),
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
            NodeKind::Project => 0xD6_E6_F8,
            NodeKind::Technology => 0xFC_E3_C7,
            NodeKind::Topic => 0xD2_EF_E3,
            NodeKind::Organisation => 0xE8_DB_F4,
            NodeKind::Licence => 0xF7_F0_B4,
            NodeKind::Unknown => 0xF5_F6_F8,
        },
        Role::Outline(kind) => match kind {
            NodeKind::Project => 0x1F_5F_A8,
            NodeKind::Technology => 0xB2_58_00,
            NodeKind::Topic => 0x0C_7A_5B,
            NodeKind::Organisation => 0x5B_2C_83,
            NodeKind::Licence => 0x7D_6B_00,
            NodeKind::Unknown => 0x6B_76_83,
        },
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
            NodeKind::Project => 0x16_2F_4C,
            NodeKind::Technology => 0x46_2C_0E,
            NodeKind::Topic => 0x10_3A_2E,
            NodeKind::Organisation => 0x38_25_4E,
            NodeKind::Licence => 0x3B_36_0C,
            NodeKind::Unknown => 0x1D_24_2D,
        },
        Role::Outline(kind) => match kind {
            NodeKind::Project => 0x6F_AE_EE,
            NodeKind::Technology => 0xF0_A0_4B,
            NodeKind::Topic => 0x4F_C3_9C,
            NodeKind::Organisation => 0xC0_97_E8,
            NodeKind::Licence => 0xE5_D6_4F,
            NodeKind::Unknown => 0x93_9F_AC,
        },
    }
}
