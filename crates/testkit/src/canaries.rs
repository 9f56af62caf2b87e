//! Canaries: what must stand in no file of a computer, sought in every guise that a file may give
//! it. The same search finds it where it is planted.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::trust::Pair;

/// The canaries, as they may stand in a file: plain, in two bytes a letter, and in base64 however
/// it falls.
pub struct Canaries {
    texts: Vec<String>,
    needles: Needles,
}

impl Canaries {
    /// These texts, as canaries.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Self {
        // Shorter ones stand in noise by chance.
        let texts: Vec<String> = texts.into_iter().filter(|text| text.len() >= 6).collect();
        let needles = Needles::new(texts.iter().flat_map(|text| guises(text)));
        Self { texts, needles }
    }

    /// What nobody must find: who applied, what was typed, and what occupational health has on
    /// record.
    pub fn of(pair: &Pair) -> Self {
        let mut texts = Vec::new();
        for applicant in &pair.asking.applicants {
            texts.extend([applicant.last_name.clone(), applicant.email.clone()]);
            texts.extend(applicant.ni_number.clone());
        }
        for person in pair.asking.people.iter().chain(&pair.source.people) {
            texts.extend([person.last_name.clone(), person.email.clone()]);
            texts.extend(person.ni_number.clone());
            texts.extend(person.immunisations.iter().map(|line| line.batch.clone()));
            texts.extend(person.immunisations.iter().map(|line| line.vaccine.to_owned()));
        }
        texts.sort();
        texts.dedup();
        Self::new(texts)
    }

    /// Which of them stand in `bytes`.
    pub fn among(&self, bytes: &[u8]) -> Vec<&str> {
        self.needles.among(bytes).iter().map(|n| self.texts[n / GUISES].as_str()).collect()
    }

    /// Every canary found in a file under a folder, and how many files were read.
    pub fn found(&self, folder: &Path) -> anyhow::Result<(Vec<String>, usize)> {
        let (mut found, mut read) = (Vec::new(), 0);
        let mut folders = vec![folder.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.is_file() {
                    let bytes = std::fs::read(&path)?;
                    read += 1;
                    let here = self.among(&bytes).into_iter();
                    found.extend(here.map(|text| format!("{text} in {}", path.display())));
                }
            }
        }
        Ok((found, read))
    }

    /// Plants one in a file of `folder`, in each guise, and fails unless the search of `within`
    /// finds it.
    pub fn are_found_where_planted(&self, within: &Path, folder: &Path) -> anyhow::Result<()> {
        let longest = self.texts.iter().max_by_key(|text| text.len()).context("there are some")?;
        for (n, guise) in guises(longest).iter().enumerate() {
            let leak = folder.join("leak");
            let mut bytes = vec![b'.'; 100 + n];
            bytes.extend(guise);
            std::fs::write(&leak, bytes)?;
            let (found, _) = self.found(within)?;
            ensure!(found.iter().any(|found| found.ends_with("leak")), "guise {n} was not found");
            std::fs::remove_file(&leak)?;
        }
        Ok(())
    }
}

/// In how many ways a text is sought.
const GUISES: usize = 5;

fn guises(text: &str) -> [Vec<u8>; GUISES] {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let base64 = [0, 1, 2].map(|before| {
        let mut bytes = vec![0; before];
        bytes.extend(text.as_bytes());
        let coded = STANDARD_NO_PAD.encode(&bytes);
        // Letters that a neighbour has a part in are left out.
        let from = [0, 2, 3][before];
        coded.as_bytes()[from..bytes.len() / 3 * 4].to_vec()
    });
    let [first, second, third] = base64;
    [text.as_bytes().to_vec(), wide, first, second, third]
}

/// Things sought together, each by its first six bytes: thousands in one walk over the bytes.
pub struct Needles {
    all: Vec<Vec<u8>>,
    by_beginning: HashMap<[u8; 6], Vec<usize>>,
    /// Whether anything begins with these two bytes.
    may_begin: Vec<bool>,
}

impl Needles {
    /// Those of at least six bytes; shorter ones stand in noise by chance.
    pub fn new(all: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let all: Vec<Vec<u8>> = all.into_iter().collect();
        let mut by_beginning: HashMap<[u8; 6], Vec<usize>> = HashMap::new();
        let mut may_begin = vec![false; 1 << 16];
        for (n, needle) in all.iter().enumerate() {
            if let Some(beginning) = needle.first_chunk::<6>() {
                by_beginning.entry(*beginning).or_default().push(n);
                may_begin[usize::from(u16::from_be_bytes([beginning[0], beginning[1]]))] = true;
            }
        }
        Self { all, by_beginning, may_begin }
    }

    /// Which of them stand anywhere in `bytes`.
    pub fn among(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut two = 0_u16;
        for (at, byte) in bytes.iter().enumerate() {
            two = two << 8 | u16::from(*byte);
            if !self.may_begin[usize::from(two)] || at == 0 {
                continue;
            }
            let rest = &bytes[at - 1..];
            let Some(beginning) = rest.first_chunk::<6>() else { break };
            let here = self.by_beginning.get(beginning).into_iter().flatten();
            found.extend(here.filter(|n| rest.starts_with(&self.all[**n])));
        }
        found
    }
}
