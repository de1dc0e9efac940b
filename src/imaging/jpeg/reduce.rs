//! Walks a file and puts its small picture together.

use image::RgbImage;

use super::bits::Mark;
use super::color::{self, Coloring};
use super::frame::{self, Frame, Part, Scan, TABLES};
use super::huffman::Table;
use super::layout::{END_OF_IMAGE, START_OF_SCAN, next_marker, segment};
use super::planes::Plane;
use super::scan::{self, Fault};
use super::tasks::{FirstAc, FirstDc, NextDc, Whole};

/// The most scans of a file that are walked. Ten are usual, and the full decoder takes as many.
const MAX_SCANS: usize = 100;
/// The prefix of an EXIF block.
const EXIF: &[u8] = b"Exif\0\0";
/// The prefix of a part of a colour profile; its number and that of all parts follow.
const PROFILE: &[u8] = b"ICC_PROFILE\0";
/// The prefix of Adobe's segment, and where it says how colours are stored.
const ADOBE: &[u8] = b"Adobe";
const ADOBE_TRANSFORM_AT: usize = 11;

/// A small picture and what stands beside it in the file.
#[derive(Debug, PartialEq)]
pub(in crate::imaging) struct Reduced<'a> {
    /// The picture as stored, its sides rounded up.
    pub(in crate::imaging) picture: RgbImage,
    /// Samples of each eight of the full picture: 1, 2 or 4.
    pub(in crate::imaging) eighths: u32,
    /// The EXIF block.
    pub(in crate::imaging) exif: Option<&'a [u8]>,
    /// The colour profile.
    pub(in crate::imaging) profile: Option<Vec<u8>>,
}

/// What came of an attempt to read little.
#[derive(Debug, PartialEq)]
pub(in crate::imaging) enum Reduction<'a> {
    /// The picture, and nothing that it needs is missing in the file.
    Whole(Box<Reduced<'a>>),
    /// The data ends before the picture does.
    EndsEarly,
    /// The full decoder must judge.
    Odd,
}

/// Reads a small picture of at least `eighths` (1, 2 or 4) samples of each eight.
pub(in crate::imaging) fn reduce(bytes: &[u8], eighths: u32) -> Reduction<'_> {
    let outcome = match eighths {
        1 => Walk::<1>::new(bytes).run(),
        2 => Walk::<4>::new(bytes).run(),
        4 => Walk::<16>::new(bytes).run(),
        _ => Err(Fault::Odd),
    };
    match outcome {
        Ok(reduced) => Reduction::Whole(Box::new(reduced)),
        Err(Fault::EndsEarly) => Reduction::EndsEarly,
        Err(Fault::Odd) => Reduction::Odd,
    }
}

/// A walk over a file, `N` coefficients of each block being kept.
struct Walk<'a, const N: usize> {
    bytes: &'a [u8],
    frame: Option<Frame>,
    planes: Vec<Plane<N>>,
    /// The quantization table of each component, from its first scan on.
    steps: Vec<Option<[u16; 64]>>,
    quantization: [Option<[u16; 64]>; TABLES],
    dc: [Option<Table>; TABLES],
    ac: [Option<Table>; TABLES],
    interval: u32,
    scans: usize,
    transform: Option<u8>,
    exif: Option<&'a [u8]>,
    profile: Vec<&'a [u8]>,
}

impl<'a, const N: usize> Walk<'a, N> {
    fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            frame: None,
            planes: Vec::new(),
            steps: Vec::new(),
            quantization: [None; TABLES],
            dc: [const { None }; TABLES],
            ac: [const { None }; TABLES],
            interval: 0,
            scans: 0,
            transform: None,
            exif: None,
            profile: Vec::new(),
        }
    }

    fn run(mut self) -> Result<Reduced<'a>, Fault> {
        let mut at = 2;
        let mut has_end = false;
        while let Some((marker, after)) = next_marker(self.bytes, at) {
            at = match marker {
                END_OF_IMAGE => {
                    has_end = true;
                    break;
                }
                // Marks that carry nothing.
                0x01 | 0xd0..=0xd8 => after,
                _ => self.segment(marker, after)?,
            };
        }
        self.finish(has_end)
    }

    /// Reads a segment, and behind the header of a scan its data. Returns where to go on.
    fn segment(&mut self, marker: u8, at: usize) -> Result<usize, Fault> {
        let Some(content) = segment(self.bytes, at) else {
            return Err(Fault::EndsEarly);
        };
        let end = at + 2 + content.len();
        match marker {
            START_OF_SCAN => return self.scan(content, end),
            0xc4 => {
                for (is_ac, place, definition) in frame::huffman(content).ok_or(Fault::Odd)? {
                    let tables = if is_ac { &mut self.ac } else { &mut self.dc };
                    tables[place] = Some(Table::new(definition));
                }
            }
            0xdb => {
                for (place, table) in frame::quantization(content).ok_or(Fault::Odd)? {
                    self.quantization[place] = Some(table);
                }
            }
            0xdd => match *content {
                [high, low] => self.interval = u16::from_be_bytes([high, low]).into(),
                _ => return Err(Fault::Odd),
            },
            // Frame headers, and what only arithmetic and hierarchical files have.
            0xc0..=0xcf | 0xdc | 0xde | 0xdf => self.frame(marker, content)?,
            _ if self.scans == 0 => self.note(marker, content),
            _ => {}
        }
        Ok(end)
    }

    fn frame(&mut self, marker: u8, content: &[u8]) -> Result<(), Fault> {
        let frame = Frame::parse(marker, content).ok_or(Fault::Odd)?;
        if self.frame.is_some() {
            return Err(Fault::Odd);
        }
        self.planes = frame
            .components
            .iter()
            .map(|component| Plane::new(&frame, component))
            .collect();
        self.steps = vec![None; frame.components.len()];
        self.frame = Some(frame);
        Ok(())
    }

    /// Takes what stands beside the picture.
    fn note(&mut self, marker: u8, content: &'a [u8]) {
        match marker {
            0xe1 => {
                let block = content.strip_prefix(EXIF).filter(|block| !block.is_empty());
                self.exif = block.or(self.exif);
            }
            0xe2 => self.profile.extend(content.strip_prefix(PROFILE)),
            0xee if content.starts_with(ADOBE) => {
                // Too short a segment is odd, as is a number that nobody knows.
                let transform = content.get(ADOBE_TRANSFORM_AT).copied();
                self.transform = Some(transform.unwrap_or(u8::MAX));
            }
            _ => {}
        }
    }

    /// Reads the data of a scan, if the small picture needs it. Returns where to go on.
    fn scan(&mut self, content: &[u8], start: usize) -> Result<usize, Fault> {
        let frame = self.frame.as_ref().ok_or(Fault::Odd)?;
        let scan = Scan::parse(content, frame).ok_or(Fault::Odd)?;
        self.scans += 1;
        if self.scans > MAX_SCANS {
            return Err(Fault::Odd);
        }
        for part in &scan.parts {
            let is_first = self.steps[part.component].is_none();
            // All AC scans come behind the first DC scan of a component, and of an ordinary file
            // there is one scan of each.
            let must_be_first = !frame.is_progressive || scan.is_first_dc();
            if is_first != must_be_first {
                return Err(Fault::Odd);
            }
            let place = frame.components[part.component].quantization;
            let table = self.quantization[place].ok_or(Fault::Odd)?;
            self.steps[part.component].get_or_insert(table);
        }
        if frame.is_progressive && !scan.is_needed::<N>() {
            return Ok(start);
        }
        let mark = self.read(&scan, start).ok_or(Fault::Odd)??;
        Ok(match mark {
            Mark::Marker(_, behind) => behind - 2,
            Mark::Nothing => self.bytes.len(),
        })
    }

    /// Reads the data of a scan; `None` where a table is missing that it needs.
    fn read(&mut self, scan: &Scan, start: usize) -> Option<Result<Mark, Fault>> {
        let frame = self.frame.as_ref()?;
        let (data, of) = ((self.bytes, start), (frame, scan));
        let dc = |part: &Part| self.dc[part.dc_table].as_ref()?.differences();
        let ac = |part: &Part| self.ac[part.ac_table].as_ref()?.code();
        let skips = |part: &Part| self.ac[part.ac_table].as_ref()?.skips();
        let low = scan.bits.1;
        let (planes, interval) = (&mut self.planes, self.interval);
        Some(if !frame.is_progressive {
            let codes = scan
                .parts
                .iter()
                .map(|part| Some((dc(part)?, ac(part)?, skips(part)?)));
            let task = Whole {
                codes: codes.collect::<Option<_>>()?,
                predictions: [0; 4],
            };
            scan::read(data, of, interval, task, planes)
        } else if scan.is_first_dc() {
            let task = FirstDc {
                codes: scan.parts.iter().map(dc).collect::<Option<_>>()?,
                predictions: [0; 4],
                low,
            };
            scan::read(data, of, interval, task, planes)
        } else if scan.band.0 == 0 {
            scan::read(data, of, interval, NextDc { low }, planes)
        } else {
            let task = FirstAc {
                code: ac(scan.parts.first()?)?,
                band: scan.band,
                low,
                zero_blocks: 0,
            };
            scan::read(data, of, interval, task, planes)
        })
    }

    fn finish(self, has_end: bool) -> Result<Reduced<'a>, Fault> {
        let frame = self.frame.as_ref().ok_or(Fault::Odd)?;
        let coloring = Coloring::of(frame, self.transform).ok_or(Fault::Odd)?;
        // Of a file with several scans nobody can tell how many there should have been.
        if !has_end && (frame.is_progressive || self.scans != 1) {
            return Err(Fault::EndsEarly);
        }
        let steps: Vec<&[u16; 64]> = self
            .steps
            .iter()
            .map(Option::as_ref)
            .collect::<Option<_>>()
            .ok_or(Fault::Odd)?;
        let samples: Vec<_> = self
            .planes
            .iter()
            .zip(steps)
            .map(|(plane, steps)| plane.samples(steps))
            .collect();
        let eighths = N.isqrt() as u32;
        let side = |full: u32| (full * eighths).div_ceil(8);
        let size_px = (side(frame.size_px.0), side(frame.size_px.1));
        let picture = color::picture(coloring, frame, &samples, size_px).ok_or(Fault::Odd)?;
        Ok(Reduced {
            picture,
            eighths,
            exif: self.exif,
            profile: profile(&self.profile),
        })
    }
}

/// A colour profile from its parts, if all are there.
fn profile(parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut parts: Vec<(&[u8; 2], &[u8])> = parts
        .iter()
        .map(|part| part.split_first_chunk::<2>())
        .collect::<Option<_>>()?;
    parts.sort_by_key(|([number, _], _)| *number);
    let count = parts.len();
    let is_whole = (1..).zip(&parts).all(|(expected, ([number, of], _))| {
        usize::from(*number) == expected && usize::from(*of) == count
    });
    let whole: Vec<u8> = parts
        .iter()
        .flat_map(|(_, content)| content.iter().copied())
        .collect();
    (is_whole && !whole.is_empty()).then_some(whole)
}
