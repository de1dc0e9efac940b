//! Walks a file and puts its small picture together.

use image::RgbImage;

use super::bits::Mark;
use super::color::{self, Coloring};
use super::frame::{Frame, Scan};
use super::layout::{END_OF_IMAGE, START_OF_SCAN, next_marker, segment};
use super::notes::Notes;
use super::planes::Plane;
use super::scan::{self, Fault};
use super::tables::{Steps, Tables};
use super::tasks::{FirstAc, FirstDc, NextDc, Whole};

/// The most scans of a file that are walked. Ten are usual, and the full decoder takes as many.
const MAX_SCANS: usize = 100;

/// A small picture and what stands beside it in the file.
#[derive(Debug)]
pub(in crate::imaging) struct Reduced<'a> {
    /// The picture as stored, its sides rounded up.
    pub(in crate::imaging) picture: RgbImage,
    /// The EXIF block.
    pub(in crate::imaging) exif: Option<&'a [u8]>,
    /// The colour profile.
    pub(in crate::imaging) profile: Option<Vec<u8>>,
}

/// What came of an attempt to read little.
#[derive(Debug)]
pub(in crate::imaging) enum Reduction<'a> {
    /// The picture, and nothing that it needs is missing in the file.
    Whole(Box<Reduced<'a>>),
    /// The data ends before the picture does.
    EndsEarly,
    /// The full decoder must judge.
    Odd,
}

/// Reads a small picture of `eighths` (1, 2 or 4) samples of each eight. `size_px` is the size of
/// the full one, whose memory was allowed: one that turns out to be of another size is odd.
pub(in crate::imaging) fn reduce(bytes: &[u8], size_px: (u32, u32), eighths: u32) -> Reduction<'_> {
    let outcome = match eighths {
        1 => Walk::<1>::new(bytes, size_px).run(),
        2 => Walk::<4>::new(bytes, size_px).run(),
        4 => Walk::<16>::new(bytes, size_px).run(),
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
    size_px: (u32, u32),
    frame: Option<Frame>,
    tables: Tables,
    notes: Notes<'a>,
    scans: usize,
    /// The coefficients of each component, from the first scan on.
    planes: Vec<Plane<N>>,
    /// The steps of each component, as they stood at its first scan.
    steps: Vec<Option<Steps>>,
}

impl<'a, const N: usize> Walk<'a, N> {
    fn new(bytes: &'a [u8], size_px: (u32, u32)) -> Self {
        Self {
            bytes,
            size_px,
            frame: None,
            tables: Tables::default(),
            notes: Notes::default(),
            scans: 0,
            planes: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn run(mut self) -> Result<Reduced<'a>, Fault> {
        let mut at = 2;
        let mut has_end = false;
        while let Some((marker, after)) = next_marker(self.bytes, at) {
            // Nobody knows what something else than a marker means here.
            let fill = self.bytes.get(at..after - 1).unwrap_or_default();
            if fill.iter().any(|&byte| byte != 0xff) {
                return Err(Fault::Odd);
            }
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
        // Of a file with several scans nobody can tell how many there should have been.
        let is_single = self.scans == 1 && self.frame.as_ref().is_some_and(Frame::is_sequential);
        if !has_end && !is_single {
            return Err(Fault::EndsEarly);
        }
        self.picture().ok_or(Fault::Odd)
    }

    /// Reads a segment, and behind the header of a scan its data. Returns where to go on.
    fn segment(&mut self, marker: u8, at: usize) -> Result<usize, Fault> {
        let content = segment(self.bytes, at).ok_or(Fault::EndsEarly)?;
        let end = at + 2 + content.len();
        let is_known = match marker {
            START_OF_SCAN => return self.scan(content, end),
            0xc4 => self.tables.define_huffman(content),
            0xdb => self.tables.define_quantization(content),
            0xdd => self.tables.define_interval(content),
            0xc0..=0xc2 => self.start(marker, content),
            // What only lossless, arithmetic and hierarchical files have.
            0xc3..=0xcf | 0xdc | 0xde | 0xdf => None,
            _ => {
                if self.scans == 0 {
                    self.notes.take(marker, content);
                }
                Some(())
            }
        };
        is_known.map(|()| end).ok_or(Fault::Odd)
    }

    fn start(&mut self, marker: u8, content: &[u8]) -> Option<()> {
        let frame = Frame::parse(marker, content)?;
        if self.frame.is_some() || frame.size_px != self.size_px {
            return None;
        }
        self.steps = vec![None; frame.components.len()];
        self.frame = Some(frame);
        Some(())
    }

    /// Reads the data of a scan, if the small picture needs it. Returns where to go on.
    fn scan(&mut self, content: &[u8], start: usize) -> Result<usize, Fault> {
        self.scans += 1;
        let scan = self.expect(content).ok_or(Fault::Odd)?;
        let behind = if scan.is_needed {
            match self.read(&scan, start).ok_or(Fault::Odd)?? {
                Mark::Marker(_, behind) => Some(behind),
                Mark::Nothing => None,
            }
        } else {
            next_marker(self.bytes, start).map(|(_, behind)| behind)
        };
        // The walk finds the marker once more.
        Ok(behind.map_or(self.bytes.len(), |behind| behind - 2))
    }

    /// The scan of a header, if it may stand here.
    fn expect(&mut self, content: &[u8]) -> Option<Scan> {
        let frame = self.frame.as_ref()?;
        let scan = Scan::parse::<N>(content, frame)?;
        if self.scans > MAX_SCANS {
            return None;
        }
        for part in &scan.parts {
            let steps = self.steps.get_mut(part.component)?;
            // Of an ordinary file there is one scan of each component, and of a progressive one
            // all others come behind the first of its DC coefficients.
            if steps.is_none() != (frame.is_sequential() || scan.is_first_dc()) {
                return None;
            }
            if steps.is_none() {
                let place = frame.components.get(part.component)?.quantization;
                *steps = Some(*self.tables.steps(place)?);
            }
        }
        if self.planes.is_empty() {
            let planes = frame.components.iter();
            self.planes = planes.map(|part| Plane::new(frame, part)).collect();
        }
        Some(scan)
    }

    /// Reads the data of a scan; `None` where a table is missing that it needs.
    fn read(&mut self, scan: &Scan, start: usize) -> Option<Result<Mark, Fault>> {
        let (frame, tables) = (self.frame.as_ref()?, &self.tables);
        let (data, of) = ((self.bytes, start), (frame, scan));
        let (planes, interval) = (&mut self.planes, tables.interval);
        let (parts, low) = (scan.parts.iter(), scan.bits.1);
        Some(if frame.is_sequential() {
            let codes =
                parts.map(|part| Some((tables.dc(part)?, tables.ac(part)?, tables.skips(part)?)));
            let task = Whole::new(codes.collect::<Option<_>>()?);
            scan::read(data, of, interval, task, planes)
        } else if scan.is_first_dc() {
            let codes = parts.map(|part| tables.dc(part));
            let task = FirstDc::new(codes.collect::<Option<_>>()?, low);
            scan::read(data, of, interval, task, planes)
        } else if scan.band.0 == 0 {
            scan::read(data, of, interval, NextDc { low }, planes)
        } else {
            let task = FirstAc::new(tables.ac(scan.parts.first()?)?, scan.band, low);
            scan::read(data, of, interval, task, planes)
        })
    }

    /// The picture, where a scan of each component was read.
    fn picture(self) -> Option<Reduced<'a>> {
        let frame = self.frame.as_ref()?;
        let coloring = Coloring::of(frame, self.notes.adobe)?;
        let steps: Vec<Steps> = self.steps.into_iter().collect::<Option<_>>()?;
        let samples: Vec<_> = self
            .planes
            .iter()
            .zip(&steps)
            .map(|(plane, steps)| plane.samples(steps))
            .collect();
        let eighths = N.isqrt() as u32;
        let side = |full: u32| (full * eighths).div_ceil(8);
        let size_px = (side(self.size_px.0), side(self.size_px.1));
        Some(Reduced {
            picture: color::picture(coloring, frame, &samples, size_px)?,
            exif: self.notes.exif,
            profile: self.notes.profile(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Reduction, reduce};
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    const SIZE_PX: (u32, u32) = (67, 45);

    fn file(is_progressive: bool, sampling: SamplingFactor, interval: u16) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 80);
        encoder.set_progressive(is_progressive);
        encoder.set_sampling_factor(sampling);
        encoder.set_restart_interval(interval);
        let samples: Vec<u8> = (0..67 * 45 * 3).map(|at| (at * at / 7) as u8).collect();
        encoder
            .encode(&samples, 67, 45, ColorType::Rgb)
            .expect("the picture is encoded");
        bytes
    }

    /// Elsewhere the full decoder would stand in, and nobody would see that little is read.
    #[test]
    fn usual_files_are_not_left_to_the_full_decoder() {
        for is_progressive in [false, true] {
            for sampling in [SamplingFactor::R_4_2_0, SamplingFactor::R_4_4_4] {
                for interval in [0, 3] {
                    let bytes = file(is_progressive, sampling, interval);
                    for (eighths, size_px) in [(1, (9, 6)), (2, (17, 12)), (4, (34, 23))] {
                        let Reduction::Whole(reduced) = reduce(&bytes, SIZE_PX, eighths) else {
                            panic!("{is_progressive} {sampling:?} {interval} {eighths}");
                        };
                        assert_eq!(reduced.picture.dimensions(), size_px);
                    }
                }
            }
        }
    }

    #[test]
    fn a_cut_file_ends_early_and_another_size_is_odd() {
        let bytes = file(false, SamplingFactor::R_4_2_0, 0);
        let cut = &bytes[..bytes.len() - 40];
        assert!(matches!(reduce(cut, SIZE_PX, 1), Reduction::EndsEarly));
        assert!(matches!(reduce(&bytes, (66, 45), 1), Reduction::Odd));
    }

    #[test]
    fn damaged_codes_are_odd() {
        let mut bytes = file(false, SamplingFactor::R_4_2_0, 0);
        // The longest code of all ones is none.
        let place = bytes.len() - 60;
        bytes[place..place + 24].copy_from_slice(&[0xff, 0].repeat(12));
        assert!(matches!(reduce(&bytes, SIZE_PX, 1), Reduction::Odd));
    }

    proptest::proptest! {
        /// Behind the room's door a panic would be caught, and taken for damage.
        #[test]
        fn damage_never_panics(
            is_progressive in proptest::bool::ANY,
            interval in 0_u16..3,
            length in proptest::num::usize::ANY,
            noise in proptest::collection::vec(
                (proptest::num::usize::ANY, proptest::num::u8::ANY),
                0..6,
            ),
        ) {
            let mut bytes = file(is_progressive, SamplingFactor::R_4_2_0, interval);
            for (place, value) in noise {
                let place = place % bytes.len();
                bytes[place] = value;
            }
            bytes.truncate(bytes.len() - length % 64);
            for eighths in [1, 2, 4] {
                reduce(&bytes, SIZE_PX, eighths);
            }
        }
    }
}
