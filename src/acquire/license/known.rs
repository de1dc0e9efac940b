//! The licences that are known beyond their SPDX id: how people spell them, which of them is meant
//! where no version is named, and where their text stands.

/// The Creative Commons Attribution licences and their kin, as SPDX spells them without a version.
/// Of each: attribution, non-commercial, no derivatives, share alike.
pub const CREATIVE_COMMONS: [(&str, [bool; 4]); 7] = [
    ("CC-BY", [true, false, false, false]),
    ("CC-BY-SA", [true, false, false, true]),
    ("CC-BY-ND", [true, false, true, false]),
    ("CC-BY-NC", [true, true, false, false]),
    ("CC-BY-NC-SA", [true, true, false, true]),
    ("CC-BY-NC-ND", [true, true, true, false]),
    ("CC-SA", [false, false, false, true]),
];

/// Jurisdictions that Creative Commons ported its licences to, up to version 3.0, as its addresses
/// name them.
const PORTS: [&str; 64] = [
    "am", "ar", "at", "au", "az", "be", "bg", "br", "ca", "ch", "cl", "cn", "co", "cr", "cz", "de",
    "dk", "ec", "ee", "eg", "es", "fi", "fr", "ge", "gr", "gt", "hk", "hr", "hu", "ie", "igo",
    "il", "in", "it", "jo", "jp", "kr", "lu", "mk", "mt", "mx", "my", "nl", "no", "nz", "pe", "ph",
    "pl", "pr", "pt", "ro", "rs", "scotland", "se", "sg", "si", "th", "tw", "ug", "uk", "us", "ve",
    "vn", "za",
];

/// The family of GNU Free Documentation Licenses.
pub const GFDL: &str = "GFDL";
/// The family of Free Art Licenses, by the French initials that SPDX uses.
pub const LAL: &str = "LAL";
/// The family of the United Kingdom's Open Government Licences.
pub const OGL_UK: &str = "OGL-UK";
/// Canada's Open Government Licence.
pub const OGL_CANADA: &str = "OGL-Canada";
/// The waiver of Creative Commons.
pub const CC0: &str = "CC0";
/// The Public Domain Mark of Creative Commons.
pub const PDM: &str = "CC-PDM";
/// The earlier dedication and certification of Creative Commons.
pub const PDDC: &str = "CC-PDDC";
/// In the public domain, without more.
pub const PUBLIC_DOMAIN: &str = "LicenseRef-Public-Domain";
/// Works of the government of the United States.
pub const US_WORK: &str = "LicenseRef-US-Government-Work";
/// What the members of Flickr Commons say.
pub const NO_KNOWN: &str = "LicenseRef-No-Known-Copyright-Restrictions";
/// Out of copyright in the United States.
pub const NOC_US: &str = "LicenseRef-NoC-US";
/// Unsplash's own.
pub const UNSPLASH: &str = "LicenseRef-Unsplash";
/// Pexels' own.
pub const PEXELS: &str = "LicenseRef-Pexels";

/// A licence, or a family of its versions, with a name of its own.
pub struct Known {
    /// The SPDX id without its version, or the whole id where it has none.
    pub family: &'static str,
    /// The id where no version is named, if that is clear.
    pub unversioned: Option<&'static str>,
    /// For people, where the id says little.
    pub title: Option<&'static str>,
    /// In small letters without separators.
    pub spellings: &'static [&'static str],
    /// Where its text stands, `{}` for its version.
    pub url: Option<&'static str>,
    /// Whether it is open: free to use, change and pass on, for every purpose.
    pub open: bool,
}

/// All of them.
pub const KNOWN: [Known; 13] = [
    Known {
        family: CC0,
        unversioned: Some("CC0-1.0"),
        title: None,
        spellings: &[
            "cc0",
            "cczero",
            "creativecommons0",
            "creativecommonszero",
            "creativecommonscc0",
            "publicdomaindedicationcc0",
            "cc0publicdomaindedication",
        ],
        url: Some("https://creativecommons.org/publicdomain/zero/{}/"),
        open: true,
    },
    Known {
        family: PDM,
        unversioned: Some("CC-PDM-1.0"),
        title: None,
        spellings: &[
            "pdm",
            "ccpdm",
            "publicdomainmark",
            "creativecommonspublicdomainmark",
        ],
        url: Some("https://creativecommons.org/publicdomain/mark/{}/"),
        open: true,
    },
    Known {
        family: PDDC,
        unversioned: Some(PDDC),
        title: None,
        spellings: &["ccpddc"],
        url: Some("https://creativecommons.org/licenses/publicdomain/"),
        open: true,
    },
    Known {
        family: PUBLIC_DOMAIN,
        unversioned: Some(PUBLIC_DOMAIN),
        title: Some("Public domain"),
        spellings: &[
            "publicdomain",
            "pd",
            "pdself",
            "pduser",
            "pdauthor",
            "pdold",
            "pdold70",
            "pdold100",
            "pdart",
            "pdineligible",
            "pdshape",
            "pdtextlogo",
            "licenserefpublicdomain",
        ],
        url: None,
        open: true,
    },
    Known {
        family: US_WORK,
        unversioned: Some(US_WORK),
        title: Some("United States Government Work"),
        spellings: &[
            "unitedstatesgovernmentwork",
            "usgovernmentwork",
            "pdusgov",
            "pdusgovnasa",
            "licenserefusgovernmentwork",
        ],
        url: Some("https://www.usa.gov/government-copyright"),
        open: true,
    },
    // That no restriction is known is no promise that there is none: not open by itself.
    Known {
        family: NO_KNOWN,
        unversioned: Some(NO_KNOWN),
        title: Some("No known copyright restrictions"),
        spellings: &[
            "noknowncopyrightrestrictions",
            "norestrictions",
            "licenserefnoknowncopyrightrestrictions",
        ],
        url: Some("https://www.flickr.com/commons/usage/"),
        open: false,
    },
    // Elsewhere the copyright may last.
    Known {
        family: NOC_US,
        unversioned: Some(NOC_US),
        title: Some("No copyright in the United States"),
        spellings: &["nocus", "nocopyrightunitedstates", "licenserefnocus"],
        url: Some("https://rightsstatements.org/vocab/NoC-US/1.0/"),
        open: false,
    },
    // A document without a version may be had under any. Wikis mean "1.2 or later" by it, which
    // is on the safe side of that.
    Known {
        family: GFDL,
        unversioned: Some("GFDL-1.2-or-later"),
        title: None,
        spellings: &["gfdl", "gnufdl", "fdl", "gnufreedocumentationlicense"],
        url: Some("https://www.gnu.org/licenses/old-licenses/fdl-{}.html"),
        open: true,
    },
    Known {
        family: LAL,
        unversioned: Some("LAL-1.3"),
        title: None,
        spellings: &[
            "fal",
            "lal",
            "freeartlicense",
            "freeartlicence",
            "licenceartlibre",
        ],
        url: Some("https://artlibre.org/licence/lal/en/"),
        open: true,
    },
    Known {
        family: OGL_UK,
        unversioned: None,
        title: None,
        spellings: &[
            "ogl",
            "ogluk",
            "opengovernmentlicence",
            "opengovernmentlicense",
        ],
        url: Some("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/{}/"),
        open: true,
    },
    Known {
        family: OGL_CANADA,
        unversioned: Some("OGL-Canada-2.0"),
        title: None,
        spellings: &["oglcanada", "oglc", "opengovernmentlicencecanada"],
        url: Some("https://open.canada.ca/en/open-government-licence-canada"),
        open: true,
    },
    Known {
        family: UNSPLASH,
        unversioned: Some(UNSPLASH),
        title: Some("Unsplash License"),
        spellings: &["unsplash", "unsplashlicense", "licenserefunsplash"],
        url: Some("https://unsplash.com/license"),
        open: false,
    },
    Known {
        family: PEXELS,
        unversioned: Some(PEXELS),
        title: Some("Pexels License"),
        spellings: &["pexels", "pexelslicense", "licenserefpexels"],
        url: Some("https://www.pexels.com/license/"),
        open: false,
    },
];

/// The known licence of this family.
pub fn known(family: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.family == family)
}

/// The Creative Commons licence with just these elements: attribution, non-commercial, no
/// derivatives, share alike.
pub fn creative_commons(elements: [bool; 4]) -> Option<&'static str> {
    let mut all = CREATIVE_COMMONS.iter();
    all.find(|(_, has)| *has == elements)
        .map(|(family, _)| *family)
}

/// Whether the family is one of Creative Commons' numbered licences.
pub fn is_creative_commons(family: &str) -> bool {
    CREATIVE_COMMONS.iter().any(|(name, _)| *name == family)
}

/// Whether Creative Commons ported its licences to this jurisdiction (small letters).
pub fn is_port(text: &str) -> bool {
    PORTS.contains(&text)
}

/// A licence's id for people: `LicenseRef-...` in words (`Unsplash License`), others unchanged.
pub fn in_words(id: &str) -> String {
    let title = known(id).and_then(|known| known.title);
    match (title, id.strip_prefix("LicenseRef-")) {
        (Some(title), _) => title.to_owned(),
        (None, Some(rest)) => rest.replace('-', " "),
        (None, None) => id.to_owned(),
    }
}
