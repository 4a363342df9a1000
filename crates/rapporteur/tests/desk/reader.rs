//! What somebody does who only reads: compares, searches, takes away, at any width.

use std::process::Command;

use chromiumoxide::cdp::browser_protocol::browser::{SetDownloadBehaviorBehavior, SetDownloadBehaviorParams};
use chromiumoxide::cdp::browser_protocol::emulation::SetDeviceMetricsOverrideParams;

use crate::browser::{Desk, Tab, with_browser};
use crate::{PAGES, sample};

#[test]
fn two_texts_are_compared_line_by_line() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/texts/compare", desk.address)).await;
        tab.until("document.querySelectorAll('table.compare tbody tr').length > 2").await;
        tab.go(&format!("{}/d/camp-david/texts", desk.address)).await;
        tab.script::<bool>(
            "(() => { const pick = (name, words) => { const s = document.querySelector('select[name=' + name + ']');
               s.value = Array.from(s.options).find(o => o.text.startsWith(words)).value; };
               pick('a', 'Camp David accords'); pick('b', 'six-point'); return true; })()",
        )
        .await;
        tab.click("form.pick button").await;
        tab.until("location.pathname === '/d/camp-david/texts/compare'").await;
        tab.until("document.querySelectorAll('table.compare tbody tr').length > 2").await;
        let heads: Vec<String> =
            tab.script("Array.from(document.querySelectorAll('table.compare thead th')).map(h => h.innerText)").await;
        assert!(heads[1].starts_with("Camp David accords") && heads[2].starts_with("six-point"), "{heads:?}");
        let marks: Vec<String> =
            tab.script("Array.from(document.querySelectorAll('td.mark')).map(m => m.innerText)").await;
        assert!(marks.iter().any(|mark| mark == "different"), "{marks:?}");
        // A link sent to a colleague shows the same.
        let address: String = tab.script("location.href").await;
        let other = person.open(&address).await;
        let theirs: Vec<String> =
            other.script("Array.from(document.querySelectorAll('td.mark')).map(m => m.innerText)").await;
        assert_eq!(theirs, marks);
    });
}

#[test]
fn what_is_typed_is_found_at_once_and_a_key_opens_it() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/positions", desk.address)).await;
        tab.press(&["/"]).await;
        tab.until("document.activeElement.id === 'find'").await;
        tab.page.find_element("#find").await.expect("a field").type_str("sada").await.expect("typed");
        tab.until("document.querySelector('#found [role=option]')?.innerText.includes('Sadat')").await;
        tab.press(&["ArrowDown"]).await;
        tab.until("document.querySelector('#found [aria-selected=true]')").await;
        tab.press(&["Enter"]).await;
        tab.until("location.pathname.startsWith('/d/camp-david/actor/')").await;
        tab.until("document.querySelector('h1').innerText.includes('Sadat')").await;
        tab.page.evaluate("history.back()").await.expect("back");
        tab.until("location.pathname === '/d/camp-david/positions'").await;
        // Words of a report, and the sentence they stand in.
        tab.press(&["/"]).await;
        tab.page.find_element("#find").await.expect("a field").type_str("\"oil from the Sinai\"").await.expect("typed");
        tab.press(&["Enter"]).await;
        tab.until("location.pathname === '/d/camp-david/search'").await;
        tab.click("#reports a[data-hit]").await;
        tab.until("location.pathname.startsWith('/d/camp-david/report/')").await;
        tab.until("document.querySelector('#text').innerText.includes('oil from the Sinai')").await;
    });
}

#[test]
fn keys_are_listed_and_lead_from_page_to_page() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/review", desk.address)).await;
        tab.press(&["?"]).await;
        tab.until("document.querySelector('#keylist').matches(':popover-open')").await;
        assert!(tab.text("#keylist").await.contains("ask later"));
        tab.press(&["Escape"]).await;
        tab.until("!document.querySelector('#keylist').matches(':popover-open')").await;
        tab.press(&["g", "t"]).await;
        tab.until("location.pathname === '/d/camp-david/timeline'").await;
    });
}

#[test]
fn a_page_and_the_whole_dossier_are_taken_away() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    let downloads = tempfile::tempdir().expect("a folder");
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/brief", desk.address)).await;
        let into = SetDownloadBehaviorParams::builder()
            .behavior(SetDownloadBehaviorBehavior::Allow)
            .download_path(downloads.path().to_string_lossy())
            .build();
        tab.page.execute(into.expect("a folder")).await.expect("downloads are let through");
        tab.click(".asof a[href*=export]").await;
        tab.until("document.querySelector('h1').innerText === 'Export'").await;
        tab.click("#this a[aria-label*=Word]").await;
        let word = arrived(&tab, &downloads, ".docx").await;
        assert!(word.starts_with(b"PK"), "a Word document is an archive");
        tab.click("#whole a[href$='/export/jsonl']").await;
        let lines = arrived(&tab, &downloads, ".jsonl").await;
        assert_eq!(lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count(), 9);
    });
}

/// A file that was downloaded, when it is there in whole.
async fn arrived(tab: &Tab, folder: &tempfile::TempDir, ending: &str) -> Vec<u8> {
    for _ in 0..200 {
        let files = std::fs::read_dir(folder.path()).expect("the folder");
        let found = files.flatten().map(|file| file.path()).find(|path| path.to_string_lossy().ends_with(ending));
        if let Some(path) = found {
            return std::fs::read(path).expect("the file");
        }
        tab.until("true").await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no {ending} came");
}

#[test]
fn no_page_is_wider_than_its_window() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/", desk.address)).await;
        let mut wide = Vec::new();
        // A telephone, a window half as wide as a screen, which is also a whole one at twice the size, and a small notebook.
        for width in [390, 720, 1024] {
            let size = SetDeviceMetricsOverrideParams::new(width, 900, 1.0, width < 500);
            tab.page.execute(size).await.expect("a width");
            let others = ["report/camp-david/03-thurmont", "network", "export", "add", "texts/compare"];
            for page in PAGES.iter().copied().chain(others) {
                tab.go(&format!("{}/d/camp-david/{page}", desk.address)).await;
                let (own, room): (u32, u32) =
                    tab.script("[document.documentElement.scrollWidth, document.documentElement.clientWidth]").await;
                if own > room {
                    wide.push(format!("{page} at {width}: {own}"));
                }
            }
        }
        assert!(wide.is_empty(), "{}", wide.join("\n"));
    });
}

#[test]
fn many_parties_fit_a_narrow_window() {
    let folder = tempfile::tempdir().expect("a folder");
    let (report, dossier) = (folder.path().join("a.txt"), folder.path().join("many.dossier"));
    let states = "Germany Italy Spain Poland Sweden Norway Denmark Japan Brazil India Kenya".split(' ');
    let says = states.enumerate().map(|(n, state)| {
        let verb = if n % 2 == 0 { "supports" } else { "opposes" };
        format!("{state} {verb} a ceasefire in the talks, its foreign minister said. ")
    });
    std::fs::write(&report, says.collect::<String>()).expect("a report");
    let added = Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("add").args([&dossier, &report]).status();
    assert!(added.expect("the program runs").success());
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/", desk.address)).await;
        for width in [390, 1024] {
            let size = SetDeviceMetricsOverrideParams::new(width, 900, 1.0, width < 500);
            tab.page.execute(size).await.expect("a width");
            tab.go(&format!("{}/d/many/positions", desk.address)).await;
            let (own, room): (u32, u32) =
                tab.script("[document.documentElement.scrollWidth, document.documentElement.clientWidth]").await;
            assert_eq!(own, room, "at {width}");
            // In columns under the names of the parties, or each cell with its own.
            let (heads, cells, seen): (bool, usize, usize) = tab
                .script(
                    "(() => { const cells = Array.from(document.querySelectorAll('.matrix.dense .cell'));
                       return [document.querySelector('.matrix thead').offsetHeight > 0, cells.length,
                         cells.filter(c => { const at = c.getBoundingClientRect();
                           return at.right <= innerWidth && getComputedStyle(c, '::before').content.includes(c.dataset.p); }).length]; })()",
                )
                .await;
            assert!(cells > 6, "{cells} cells");
            assert_eq!((heads, seen), if width < 500 { (false, cells) } else { (true, 0) }, "at {width}");
        }
    });
}
