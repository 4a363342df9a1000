//! The desk in a real browser: what a person does, from adding reports to undoing a correction.

#[path = "desk/analyst.rs"]
mod analyst;
#[path = "desk/browser.rs"]
mod browser;
#[path = "desk/elsewhere.rs"]
mod elsewhere;
#[path = "desk/reader.rs"]
mod reader;

use std::path::{Path, PathBuf};
use std::process::Command;

use browser::{Desk, with_browser};

const AXE: &str = include_str!("desk/axe.min.js");

/// The sample as a dossier in a folder of its own.
fn sample() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let dossier = folder.path().join("camp-david.dossier");
    let reports = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david");
    let added = Command::new(env!("CARGO_BIN_EXE_rapporteur")).arg("add").args([&dossier, &reports]).status();
    assert!(added.expect("the program runs").success());
    (folder, dossier)
}

/// Every page of a dossier.
const PAGES: [&str; 14] = [
    "brief",
    "positions",
    "timeline",
    "places",
    "texts",
    "actors",
    "disagreements",
    "changes",
    "figures",
    "sources",
    "reports",
    "review",
    "journal",
    "search?q=Sinai",
];

#[test]
fn every_page_is_fit_for_everybody() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/", desk.address)).await;
        let mut wrong = Vec::new();
        for page in PAGES.iter().copied().chain(["report/camp-david/03-thurmont"]) {
            tab.go(&format!("{}/d/camp-david/{page}", desk.address)).await;
            let _: Option<bool> = tab.page.evaluate(AXE).await.ok().and_then(|done| done.into_value().ok());
            let found: Vec<String> = tab
                .script(
                    "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r => r.violations
                       .filter(v => v.impact === 'serious' || v.impact === 'critical')
                       .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))",
                )
                .await;
            wrong.extend(found.into_iter().map(|found| format!("{page}: {found}")));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_source_opens_where_it_is_referred_to() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/brief", desk.address)).await;
        tab.until("document.querySelector('h1').innerText === 'State of play'").await;
        assert!(!tab.script::<bool>("!!document.querySelector('.src.open')").await);
        tab.click("main a.ref").await;
        tab.until("document.querySelector('.src.open .words').innerText.length > 10").await;
        tab.press(&["Escape"]).await;
        tab.until("!document.querySelector('.src.open')").await;
        tab.press(&["/"]).await;
        tab.until("document.activeElement.id === 'find'").await;
    });
}

/// What axe finds that somebody could not use.
async fn serious(tab: &browser::Tab) -> Vec<String> {
    let _: Option<bool> = tab.page.evaluate(AXE).await.ok().and_then(|done| done.into_value().ok());
    tab.script(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r => r.violations
           .filter(v => v.impact === 'serious' || v.impact === 'critical')
           .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + n.failureSummary).join(' | ')))",
    )
    .await
}

#[test]
fn reports_are_chosen_and_become_a_brief() {
    let folder = tempfile::tempdir().expect("a folder");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/camp-david");
    let mut files: Vec<String> = std::fs::read_dir(examples)
        .expect("the sample")
        .map(|file| file.expect("a file").path().canonicalize().expect("a path").to_string_lossy().into_owned())
        .filter(|file| file.ends_with(".txt"))
        .collect();
    files.sort();
    let desk = Desk::serve(folder.path());
    with_browser(async |person| {
        let tab = person.open(&format!("{}/", desk.address)).await;
        assert!(tab.text(".lead").await.contains("There is none in this folder yet"));
        assert_eq!(serious(&tab).await, Vec::<String>::new());
        tab.click("#name").await;
        tab.page.find_element("#name").await.expect("a field").type_str("camp-david").await.expect("typed");
        tab.click("#make button").await;
        tab.until("location.pathname === '/d/camp-david/add'").await;
        assert_eq!(serious(&tab).await, Vec::<String>::new());
        tab.choose("#files", &files).await;
        tab.click("form[data-add] button").await;
        tab.until("location.pathname.startsWith('/jobs/')").await;
        tab.until("document.querySelector('.job-said').innerText === '9 new.'").await;
        assert_eq!(serious(&tab).await, Vec::<String>::new());
        tab.click("#job a.btn.main").await;
        tab.until("document.querySelector('h1').innerText === 'State of play'").await;
        tab.until("document.querySelector('main').innerText.includes('Leeds Castle')").await;
        tab.go(&format!("{}/", desk.address)).await;
        tab.until("document.querySelector('.dossiers').innerText.includes('1979-03-27')").await;
        assert_eq!(serious(&tab).await, Vec::<String>::new());
    });
}

#[test]
fn a_dropped_folder_is_read_and_open_pages_follow() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let reports = person.open(&format!("{}/d/camp-david/reports", desk.address)).await;
        let other = person.open(&format!("{}/", desk.address)).await;
        other.page.bring_to_front().await.expect("a tab");
        // A browser lets no script make a folder; a file that is dropped takes the same way.
        other.script::<bool>(
            "(() => { const all = new DataTransfer();
               all.items.add(new File(['GENEVA, 3 May 1990 (Example) - Kenya rejected a freeze on tariffs.'], 'tariffs.txt'));
               document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: all, bubbles: true, cancelable: true }));
               return true; })()",
        ).await;
        other.until("document.querySelector('.intake')?.innerText.startsWith('1 new.')").await;
        other.until("document.querySelector('.dossiers').innerText.includes('1990-05-03')").await;
        reports.page.bring_to_front().await.expect("a tab");
        reports.until("document.querySelector('main').innerText.includes('tariffs')").await;
    });
}

#[test]
fn a_page_on_the_web_is_fetched_and_read() {
    let (_folder, dossier) = sample();
    let desk = Desk::serve(&dossier);
    let page = |words: &str| {
        let story = format!("<p>GENEVA, 3 May 1990 (Example) - Kenya {words} a freeze on tariffs.</p>");
        format!("<html><title>Tariff talks</title><nav><a href=/>Home</a></nav>{story}")
    };
    let away = elsewhere::Elsewhere::with(&page("rejected"));
    let address = format!("{}/talks/tariffs.html", away.address);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/add", desk.address)).await;
        assert_eq!(serious(&tab).await, Vec::<String>::new());
        let field = tab.page.find_element("#addresses").await.expect("a field");
        let gone = format!("{}/nowhere", away.address);
        field.click().await.expect("focus");
        tab.script::<bool>(&format!("(document.querySelector('#addresses').value = '{address}\\n{gone}', true)")).await;
        tab.click("form:has(#addresses) button").await;
        tab.until("document.querySelector('.job-said')?.innerText === '1 new, 1 not taken.'").await;
        assert!(tab.text("#not-taken").await.contains("the server says 404: there is no such page"));
        tab.go(&format!("{}/d/camp-david/reports", desk.address)).await;
        tab.until("document.querySelector('main').innerText.includes('Tariff talks')").await;
        // A link that is dropped takes the same way.
        away.edit(&page("accepted"));
        tab.script::<bool>(&format!(
            "(() => {{ const all = new DataTransfer();
               all.setData('text/uri-list', '{address}');
               document.querySelector('main').dispatchEvent(new DragEvent('drop', {{ dataTransfer: all, bubbles: true, cancelable: true }}));
               return true; }})()"
        ))
        .await;
        tab.until("document.querySelector('.intake')?.innerText.startsWith('0 new, 1 edited.')").await;
    });
}

#[test]
fn a_desk_that_others_can_reach_asks_who_comes() {
    let (folder, dossier) = sample();
    let program = || Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    let refused = |args: &[&str]| {
        let output = program().arg("serve").arg(&dossier).args(args).output().expect("the program runs");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let said = refused(&["--addr", "0.0.0.0:0"]);
    assert!(
        said.contains("needs accounts") && said.contains("add NAME --role editor") && said.lines().count() == 1,
        "{said}"
    );
    let account = |args: &[&str], password: &str| {
        use std::io::Write;
        let mut child =
            program().arg("account").arg(folder.path()).args(args).stdin(std::process::Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait().unwrap().success()
    };
    assert!(!account(&["add", "mira", "--role", "analyst", "--password-stdin"], "short\n"));
    assert!(account(&["add", "mira", "--role", "analyst", "--password-stdin"], "correct horse battery\n"));
    let said = refused(&["--addr", "0.0.0.0:0"]);
    assert!(said.contains("--behind-https") && said.lines().count() == 1, "{said}");

    let desk = Desk::serve(&dossier);
    with_browser(async |person| {
        let tab = person.open(&format!("{}/d/camp-david/reports", desk.address)).await;
        tab.until("location.pathname === '/login'").await;
        assert_eq!(serious(&tab).await, Vec::<String>::new());
        let give = async |password: &str| {
            tab.page.find_element("#name").await.expect("a field").click().await.expect("focus");
            tab.script::<bool>("(document.querySelector('#name').value = 'mira', true)").await;
            tab.page.find_element("#password").await.expect("a field").click().await.expect("focus");
            tab.page.find_element("#password").await.expect("a field").type_str(password).await.expect("typed");
            tab.click("form.login button").await;
        };
        give("wrong").await;
        tab.until("document.querySelector('.wrong')").await;
        give("correct horse battery").await;
        tab.until("location.pathname === '/d/camp-david/reports'").await;
        assert!(tab.text(".who").await.starts_with("mira, analyst"));
        tab.click(".who button").await;
        tab.until("location.pathname === '/login'").await;
    });
}
