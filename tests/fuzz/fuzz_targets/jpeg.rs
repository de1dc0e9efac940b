//! JPEG files at each scale that its reduced reader knows. The first byte chooses the size.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use pixrec_fuzz::{file_is_read_or_refused, let_decoders_panic};

const JPEG: [u8; 3] = [0xff, 0xd8, 0xff];
/// From less than an eighth of most seeds to more than all of them.
const SIDES_PX: [u32; 6] = [0, 4, 16, 64, 256, 1024];

fuzz_target!(init: let_decoders_panic(), |bytes: &[u8]| -> Corpus {
    let Some((choice, file)) = bytes.split_first() else {
        return Corpus::Reject;
    };
    if !file.starts_with(&JPEG) {
        return Corpus::Reject;
    }
    file_is_read_or_refused(file, SIDES_PX[usize::from(*choice) % SIDES_PX.len()]);
    Corpus::Keep
});
