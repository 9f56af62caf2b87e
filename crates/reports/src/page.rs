//! Setting a report on A4 pages: labels on the left, what is said beside them, at the foot of each
//! page who printed it and which page it is. A line that does not fit goes to the next page whole.

use krilla::Document;
use krilla::geom::Point;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

use crate::words::{Words, say};
use crate::{Language, Report};

/// Both carry every letter of Welsh; the PDF takes in the letters that it uses.
const PLAIN: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
/// Where what is said begins, beside its label.
const SAID: f32 = 226.0;
const FOOT: f32 = HEIGHT - 36.0;
const BOTTOM: f32 = HEIGHT - 64.0;

const TITLE: f32 = 18.0;
const HEADING: f32 = 12.0;
const TEXT: f32 = 9.5;
const SMALL: f32 = 7.5;
const LEADING: f32 = 1.4;

/// Why a document was not made.
#[derive(Debug, thiserror::Error)]
pub enum PdfFault {
    /// A font of ours cannot be read.
    #[error("a font of this version cannot be read")]
    Font,
    /// The document could not be put together.
    #[error("the document could not be made: {0}")]
    Document(String),
}

/// A font, for drawing and for measuring.
struct Face {
    font: Font,
    metrics: ttf_parser::Face<'static>,
}

impl Face {
    fn new(bytes: &'static [u8]) -> Result<Self, PdfFault> {
        let font = Font::new(bytes.to_vec().into(), 0).ok_or(PdfFault::Font)?;
        let metrics = ttf_parser::Face::parse(bytes, 0).map_err(|_| PdfFault::Font)?;
        Ok(Self { font, metrics })
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let advance = |letter| {
            let glyph = self.metrics.glyph_index(letter).unwrap_or_default();
            f32::from(self.metrics.glyph_hor_advance(glyph).unwrap_or_default())
        };
        let units: f32 = text.chars().map(advance).sum();
        units * size / f32::from(self.metrics.units_per_em())
    }

    /// The text in lines of at most a width. A word that is wider is cut.
    fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                let with = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if self.width(&with, size) <= width {
                    line = with;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in word.chars() {
                    line.push(letter);
                    if self.width(&line, size) > width && line.chars().count() > 1 {
                        line.pop();
                        lines.push(std::mem::replace(&mut line, letter.to_string()));
                    }
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// Something set: where, how and what.
struct Set {
    x: f32,
    y: f32,
    size: f32,
    bold: bool,
    text: String,
}

/// The pages as they fill.
struct Pages {
    plain: Face,
    bold: Face,
    pages: Vec<Vec<Set>>,
    y: f32,
}

impl Pages {
    fn new() -> Result<Self, PdfFault> {
        let (plain, bold) = (Face::new(PLAIN)?, Face::new(BOLD)?);
        Ok(Self { plain, bold, pages: vec![Vec::new()], y: MARGIN })
    }

    fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.plain }
    }

    fn wrap(&self, text: &str, bold: bool, size: f32, width: f32) -> Vec<String> {
        self.face(bold).wrap(text, size, width)
    }

    /// Sees that so much fits on this page, or begins another.
    fn room(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > MARGIN {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn set(&mut self, x: f32, y: f32, bold: bool, size: f32, text: String) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Set { x, y: y + size, size, bold, text });
        }
    }

    /// Lines across the page.
    fn block(&mut self, text: &str, bold: bool, size: f32) {
        for line in self.wrap(text, bold, size, WIDTH - 2.0 * MARGIN) {
            self.room(size * LEADING);
            self.set(MARGIN, self.y, bold, size, line);
            self.y += size * LEADING;
        }
    }

    /// A label with what is said beside it. What is longer than a page goes on over the next.
    fn line(&mut self, label: &str, said: &[String]) {
        let step = TEXT * LEADING;
        let labels = self.wrap(label, true, TEXT, SAID - MARGIN - 12.0);
        let said: Vec<String> = said
            .iter()
            .flat_map(|text| self.wrap(text, false, TEXT, WIDTH - MARGIN - SAID))
            .collect();
        let rows = labels.len().max(said.len());
        self.room((rows.min(40)) as f32 * step);
        let (mut labels, mut said) = (labels.into_iter(), said.into_iter());
        for _ in 0..rows {
            self.room(step);
            let y = self.y;
            if let Some(label) = labels.next() {
                self.set(MARGIN, y, true, TEXT, label);
            }
            if let Some(text) = said.next() {
                self.set(SAID, y, false, TEXT, text);
            }
            self.y += step;
        }
        self.y += 3.0;
    }

    fn draw(&self, page: &[Set], surface: &mut Surface<'_>) {
        for set in page {
            let font = self.face(set.bold).font.clone();
            let at = Point::from_xy(set.x, set.y);
            surface.draw_text(at, font, set.size, &set.text, false, TextDirection::LeftToRight);
        }
    }
}

/// Sets a report as PDF.
pub(crate) fn pdf(report: &Report, language: Language) -> Result<Vec<u8>, PdfFault> {
    let mut pages = Pages::new()?;
    pages.block(&report.title, true, TITLE);
    pages.y += 4.0;
    for line in &report.under {
        pages.block(line, false, TEXT);
    }
    for section in &report.sections {
        pages.y += 12.0;
        // A heading stays with the first of its lines.
        pages.room((HEADING + 2.0 * TEXT) * LEADING);
        pages.block(&section.heading, true, HEADING);
        pages.y += 3.0;
        for (label, said) in &section.lines {
            pages.line(label, said);
        }
    }
    let count = pages.pages.len();
    let mut document = Document::new();
    let tongue = match language {
        Language::English => "en-GB",
        Language::Welsh => "cy-GB",
    };
    let metadata = Metadata::new().title(report.title.clone()).language(tongue.to_owned());
    document.set_metadata(metadata);
    for (n, set) in pages.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(WIDTH, HEIGHT)
            .ok_or_else(|| PdfFault::Document("the page has no size".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        pages.draw(set, &mut surface);
        let numbered = say(Words::PageOf, language)
            .replace("{n}", &(n + 1).to_string())
            .replace("{m}", &count.to_string());
        let foot = [
            Set { x: MARGIN, y: FOOT, size: SMALL, bold: false, text: report.foot.clone() },
            Set {
                x: WIDTH - MARGIN - pages.plain.width(&numbered, SMALL),
                y: FOOT + SMALL * LEADING,
                size: SMALL,
                bold: false,
                text: numbered,
            },
        ];
        pages.draw(&foot, &mut surface);
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PdfFault::Document(format!("{error:?}")))
}
