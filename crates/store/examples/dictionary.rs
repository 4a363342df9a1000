//! Made the dictionaries of the file format, from the sample reports: `cargo run -p store --example dictionary examples/camp-david`.
//! They are part of every dossier ever written: running it again on other readings makes files that nobody else can read.

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).ok_or_else(|| std::io::Error::other("which folder of reports?"))?;
    let reader = reading::Reader::default();
    let (mut texts, mut readings) = (Vec::new(), Vec::new());
    for report in source::open([source::Input::Path(folder.into())]).flatten() {
        readings.extend(postcard::to_stdvec(&reader.read(&report)).map_err(std::io::Error::other)?);
        texts.extend(report.text.into_bytes());
    }
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    std::fs::write(data.join("texts.dict"), texts)?;
    std::fs::write(data.join("readings.dict"), readings)
}
