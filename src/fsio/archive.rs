//! Arrays of numbers in one file, used where they lie: the file is mapped into memory and nothing
//! is copied, so that what took minutes to make is there again at once, however large it is.
//!
//! A file is a head, in JSON, that says what it was made of, and arrays one after the other, which
//! are read in the order in which they were written. It is a cache of the program's own: a file
//! that does not fit in any way is made anew.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use bytemuck::Pod;
use memmap2::Mmap;

use super::Pending;

/// How a file begins; another layout gets another number.
const MAGIC: &[u8; 8] = b"pixrec01";
/// Arrays begin at multiples of this, so that numbers of any kind lie where processors want them.
const ALIGNMENT: usize = 64;
/// The most bytes of a head.
const MAX_HEAD: usize = 1 << 20;

/// Numbers, of one's own or in a mapped file.
#[derive(Clone)]
pub struct Numbers<T>(Place<T>);

#[derive(Clone)]
enum Place<T> {
    Own(Vec<T>),
    Mapped {
        file: Arc<Mmap>,
        /// The first byte, and how many numbers there are.
        start: usize,
        count: usize,
    },
}

impl<T: Pod> Deref for Numbers<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Place::Own(values) => values,
            Place::Mapped { file, start, count } => {
                let bytes = &file[*start..*start + *count * size_of::<T>()];
                // The start is a multiple of the alignment of any number.
                bytemuck::try_cast_slice(bytes).unwrap_or_default()
            }
        }
    }
}

impl<T: Pod> Numbers<T> {
    /// The numbers as one's own, to change; mapped ones are copied.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        if let Place::Mapped { .. } = self.0 {
            self.0 = Place::Own(self.to_vec());
        }
        match &mut self.0 {
            Place::Own(values) => values,
            Place::Mapped { .. } => unreachable!("they were made one's own"),
        }
    }
}

impl<T> From<Vec<T>> for Numbers<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Place::Own(values))
    }
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(Place::Own(Vec::new()))
    }
}

impl<T: Pod + PartialEq> PartialEq for Numbers<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Pod + Eq> Eq for Numbers<T> {}

impl<T: Pod + std::fmt::Debug> std::fmt::Debug for Numbers<T> {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_list().entries(self.iter()).finish()
    }
}

/// A file that is being written.
pub struct ArchiveWriter {
    pending: Pending,
    out: BufWriter<File>,
    written: usize,
}

impl ArchiveWriter {
    /// Begins a file at `path` with its head.
    ///
    /// # Errors
    /// Names the path.
    pub fn new(path: &Path, head: &[u8]) -> Result<Self> {
        let pending = Pending::new(path)?;
        let file = File::create(pending.temporary())
            .with_context(|| format!("cannot write {}", path.display()))?;
        let mut writer = Self {
            pending,
            out: BufWriter::with_capacity(1 << 20, file),
            written: 0,
        };
        writer.write(MAGIC)?;
        writer.put(head)?;
        Ok(writer)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).context("cannot write a model")?;
        self.written += bytes.len();
        Ok(())
    }

    /// Adds an array.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put<T: Pod>(&mut self, values: &[T]) -> Result<()> {
        self.write(&(values.len() as u64).to_le_bytes())?;
        let padding = self.written.next_multiple_of(ALIGNMENT) - self.written;
        self.write(&[0; ALIGNMENT][..padding])?;
        self.write(bytemuck::cast_slice(values))
    }

    /// Adds a number.
    ///
    /// # Errors
    /// The disk is full.
    pub fn put_number(&mut self, number: usize) -> Result<()> {
        self.put(&[number as u64])
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// The disk is full.
    pub fn keep(mut self) -> Result<()> {
        self.out.flush().context("cannot write a model")?;
        self.pending.keep()
    }
}

/// A file that is being read.
pub struct ArchiveReader {
    file: Arc<Mmap>,
    read: usize,
}

impl ArchiveReader {
    /// Opens the file at `path`, and gives its head.
    ///
    /// # Errors
    /// There is none, or it is of another layout.
    pub fn open(path: &Path) -> Result<(Self, Vec<u8>)> {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        // SAFETY: files of this kind are written under another name and renamed into place, and
        // never changed after that; who replaces one leaves the mapped one as it is.
        let file = unsafe { Mmap::map(&file) }
            .with_context(|| format!("cannot map {}", path.display()))?;
        ensure!(file.starts_with(MAGIC), "of another layout");
        let mut reader = Self {
            file: Arc::new(file),
            read: MAGIC.len(),
        };
        let head: Numbers<u8> = reader.take()?;
        ensure!(head.len() <= MAX_HEAD, "of another layout");
        let head = head.to_vec();
        Ok((reader, head))
    }

    /// The next array.
    ///
    /// # Errors
    /// The file ends before it.
    pub fn take<T: Pod>(&mut self) -> Result<Numbers<T>> {
        let count = self.file.get(self.read..self.read + size_of::<u64>());
        let count = <[u8; 8]>::try_from(count.unwrap_or_default()).context("the file is cut")?;
        let count = usize::try_from(u64::from_le_bytes(count))?;
        let start = (self.read + size_of::<u64>()).next_multiple_of(ALIGNMENT);
        let end = count
            .checked_mul(size_of::<T>())
            .and_then(|bytes| bytes.checked_add(start))
            .filter(|end| *end <= self.file.len())
            .context("the file is cut")?;
        self.read = end;
        Ok(Numbers(Place::Mapped {
            file: self.file.clone(),
            start,
            count,
        }))
    }

    /// The next number.
    ///
    /// # Errors
    /// The file ends before it.
    pub fn take_number(&mut self) -> Result<usize> {
        let one: Numbers<u64> = self.take()?;
        let number = one.first().context("a number is missing")?;
        Ok(usize::try_from(*number)?)
    }
}
