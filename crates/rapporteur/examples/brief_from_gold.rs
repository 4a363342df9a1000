//! The brief of a folder of reports with hand-made readings: `brief_from_gold FOLDER [text|markdown|html|json] [WIDTH]`.

#[path = "../../record/tests/gold/mod.rs"]
mod gold;

use record::{BriefOptions, Dossier, Lexicon};
use sheet::TextOptions;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(folder) = args.first() else {
        eprintln!("brief_from_gold FOLDER [text|quotes|colour|markdown|html|json] [WIDTH]");
        std::process::exit(2);
    };
    let mut dossier = Dossier::default();
    for (report, reading) in gold::folder(std::path::Path::new(folder)) {
        dossier.take(report, reading);
    }
    let view = dossier.brief(&BriefOptions::default(), &Lexicon::default());
    let width = args.get(2).and_then(|width| width.parse().ok()).unwrap_or(80);
    let format = args.get(1).map_or("text", String::as_str);
    let out = match format {
        "markdown" => sheet::markdown(&view, false),
        "html" => sheet::html(&view, false),
        "json" => sheet::json(&view).unwrap(),
        _ => {
            let (quotes, colour) = (format == "quotes", format == "colour");
            sheet::text(&view, &TextOptions { width, quotes, colour, ..TextOptions::default() })
        }
    };
    print!("{out}");
}
