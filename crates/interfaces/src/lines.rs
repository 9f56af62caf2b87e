//! Reads a file line by line, in bounded memory, and refuses what is not clean UTF-8 text: the
//! ground of every reader here.

use std::io::{BufRead, BufReader, Read};

use crate::fault::{Fault, Kind};

/// The longest line that a reader takes, without its line break.
pub const MAX_LINE_BYTES: usize = 64 * 1024;

/// The largest file that a reader takes.
pub const MAX_FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// The lines of a file: a line break is LF or CR LF, a byte order mark of UTF-8 is skipped.
pub(crate) struct Lines<R> {
    source: BufReader<R>,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
    stopped: bool,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source: BufReader::with_capacity(256 * 1024, source),
            line: Vec::new(),
            number: 0,
            bytes: 0,
            stopped: false,
        }
    }

    /// Whether a fault made the rest of the file unreadable, so that its end says nothing.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped
    }

    /// The next line with its number, or what is wrong with it; none at the end.
    pub(crate) fn next(&mut self) -> Option<Result<(u64, &str), Fault>> {
        if self.stopped {
            return None;
        }
        self.number += 1;
        let whole = match self.fill() {
            Ok(Some(whole)) => whole,
            Ok(None) => return None,
            Err(kind) => return Some(Err(self.stop(kind))),
        };
        let mut from = 0;
        if self.number == 1 {
            if is_utf16(&self.line) {
                return Some(Err(self.stop(Kind::Utf16)));
            }
            if self.line.starts_with(b"\xEF\xBB\xBF") {
                from = 3;
            }
        }
        if !whole {
            return Some(Err(self.fault(Kind::LineTooLong)));
        }
        Some(match check(&self.line[from..]) {
            Ok(text) => Ok((self.number, text)),
            Err(kind) => Err(Fault { line: self.number, column: None, kind }),
        })
    }

    /// Reads up to the next line break. `Some(false)` is a line of which only a part was kept.
    fn fill(&mut self) -> Result<Option<bool>, Kind> {
        self.line.clear();
        let (mut any, mut whole) = (false, true);
        loop {
            let buffer = match self.source.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Kind::Unreadable { reason: error.kind().to_string() }),
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            if self.line.len() + part.len() > MAX_LINE_BYTES + 1 {
                whole = false;
            } else {
                self.line.extend_from_slice(part);
            }
            let used = end.map_or(buffer.len(), |end| end + 1);
            self.source.consume(used);
            self.bytes += used as u64;
            if self.bytes > MAX_FILE_BYTES {
                return Err(Kind::FileTooLarge);
            }
            if end.is_some() {
                break;
            }
        }
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        whole &= self.line.len() <= MAX_LINE_BYTES;
        Ok(any.then_some(whole))
    }

    fn fault(&self, kind: Kind) -> Fault {
        Fault { line: self.number, column: None, kind }
    }

    fn stop(&mut self, kind: Kind) -> Fault {
        self.stopped = true;
        let line = if matches!(kind, Kind::Utf16 | Kind::FileTooLarge) { 0 } else { self.number };
        Fault { line, column: None, kind }
    }
}

/// A byte order mark of UTF-16, or its pattern of a zero beside each letter.
fn is_utf16(start: &[u8]) -> bool {
    match start {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [a, b, c, d, ..] => (*a == 0 && *c == 0) || (*b == 0 && *d == 0),
        _ => false,
    }
}

fn check(line: &[u8]) -> Result<&str, Kind> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            return Err(Kind::NotUtf8 { at: at + 1, byte: line[at] });
        }
    };
    if let Some(at) = line.iter().position(|byte| byte.is_ascii_control() && *byte != b'\t') {
        return Err(Kind::ControlCharacter { at: at + 1 });
    }
    if text.contains('\u{FFFD}') {
        return Err(Kind::LostCharacter);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<String, Kind>> {
        let mut lines = Lines::new(bytes);
        let mut all = Vec::new();
        while let Some(line) = lines.next() {
            all.push(line.map(|(_, text)| text.to_owned()).map_err(|fault| fault.kind));
        }
        all
    }

    #[test]
    fn line_breaks_of_both_kinds_and_a_byte_order_mark_are_taken() {
        let expected = [Ok("a".to_owned()), Ok("é".to_owned()), Ok("c".to_owned())];
        assert_eq!(read("a\r\né\nc".as_bytes()), expected);
        assert_eq!(read("\u{FEFF}a\né\nc\n".as_bytes()), expected);
    }

    #[test]
    fn windows_1252_names_the_byte_and_the_other_lines_are_still_read() {
        let lines = read(b"Zo\xEB\nb\n");
        assert_eq!(lines[0], Err(Kind::NotUtf8 { at: 3, byte: 0xEB }));
        assert_eq!(lines[1], Ok("b".to_owned()));
    }

    #[test]
    fn utf_16_is_recognised_with_and_without_its_mark_and_said_once() {
        let little: Vec<u8> = "HDR~a\nb\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{FEFF}HDR~a\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little), [Err(Kind::Utf16)]);
        assert_eq!(read(&big), [Err(Kind::Utf16)]);
    }

    #[test]
    fn a_line_at_the_limit_is_taken_and_one_beyond_it_is_passed_over() {
        let mut file = vec![b'x'; MAX_LINE_BYTES];
        file.extend_from_slice(b"\r\n");
        file.extend(std::iter::repeat_n(b'y', MAX_LINE_BYTES + 1));
        file.extend_from_slice(b"\nz");
        let lines = read(&file);
        assert_eq!(lines[0].as_ref().map(String::len), Ok(MAX_LINE_BYTES));
        assert_eq!(lines[1..], [Err(Kind::LineTooLong), Ok("z".to_owned())]);
    }

    #[test]
    fn control_and_lost_characters_are_named() {
        assert_eq!(read(b"ab\x00c"), [Err(Kind::ControlCharacter { at: 3 })]);
        assert_eq!(read("Zo\u{FFFD}".as_bytes()), [Err(Kind::LostCharacter)]);
    }

    #[test]
    fn a_source_that_breaks_off_is_a_fault() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::ConnectionReset.into())
            }
        }
        let mut lines = Lines::new(Broken);
        assert!(matches!(lines.next(), Some(Err(Fault { kind: Kind::Unreadable { .. }, .. }))));
        assert!(lines.next().is_none());
        assert!(lines.stopped());
    }
}
