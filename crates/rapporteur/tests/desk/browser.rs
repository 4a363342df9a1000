//! A real browser and a running desk, for tests that do what a person does.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::dom::SetFileInputFilesParams;
use chromiumoxide::{Browser, BrowserConfig, Page};
use futures_util::StreamExt;

/// What the tests need from the system.
const WANTED: &str = "these tests drive a real browser: install Chromium (on Debian and Ubuntu `apt-get install chromium`) \
                      or set CHROME to one";

/// `rapporteur serve`, ended when dropped.
pub struct Desk {
    child: Child,
    pub address: String,
}

impl Desk {
    pub fn serve(path: &Path) -> Desk {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .args(["serve", "--addr", "127.0.0.1:0", "--author", "mira"])
            .arg(path)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stderr.take().expect("piped")).read_line(&mut line).expect("it says where it listens");
        let address =
            line.split_whitespace().find(|word| word.starts_with("http://")).expect(&line).trim_end_matches('/');
        Desk { address: address.to_owned(), child }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Does something with a browser and a runtime of its own.
pub fn with_browser<F: Future<Output = ()>>(what: impl FnOnce(Person) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let profile = tempfile::tempdir().expect("a folder");
        let mut config =
            BrowserConfig::builder().no_sandbox().user_data_dir(profile.path()).window_size(1440, 1000).args([
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ]);
        if let Some(chrome) = std::env::var_os("CHROME") {
            config = config.chrome_executable(chrome);
        }
        let config = config.build().unwrap_or_else(|error| panic!("{WANTED} ({error})"));
        let (browser, mut events) = Browser::launch(config).await.unwrap_or_else(|error| panic!("{WANTED} ({error})"));
        let pump = tokio::spawn(async move { while events.next().await.is_some() {} });
        let person = Person { browser: std::sync::Arc::new(browser) };
        what(person.clone()).await;
        if let Ok(mut browser) = std::sync::Arc::try_unwrap(person.browser) {
            let _ = browser.close().await;
            let _ = browser.wait().await;
        }
        pump.abort();
    });
}

/// Somebody at a browser.
#[derive(Clone)]
pub struct Person {
    browser: std::sync::Arc<Browser>,
}

impl Person {
    pub async fn open(&self, address: &str) -> Tab {
        let page = self.browser.new_page(address).await.expect("the page opens");
        let tab = Tab { page };
        tab.until("document.readyState === 'complete'").await;
        tab
    }
}

/// A page that is open.
pub struct Tab {
    pub page: Page,
}

impl Tab {
    pub async fn go(&self, address: &str) {
        self.page.goto(address).await.expect("the page opens");
        self.until("document.readyState === 'complete'").await;
    }

    /// What a script gives.
    pub async fn script<T: serde::de::DeserializeOwned>(&self, script: &str) -> T {
        let done = self.page.evaluate(script).await.unwrap_or_else(|error| panic!("{script}: {error}"));
        done.into_value().unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Waits until something is so.
    pub async fn until(&self, condition: &str) {
        for _ in 0..200 {
            let done = self.page.evaluate(format!("!!({condition})")).await.ok();
            if done.and_then(|done| done.into_value::<bool>().ok()).unwrap_or(false) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let text: String = self
            .script(
                "[document.getElementById('status')?.innerText, document.body.innerText.slice(0, 2000)].join(' | ')",
            )
            .await;
        panic!("never so: {condition}\n{text}");
    }

    /// The text of the first thing a selector finds.
    pub async fn text(&self, selector: &str) -> String {
        let selector = serde_json::to_string(selector).expect("a string");
        self.script(&format!("(document.querySelector({selector})||{{}}).innerText||''")).await
    }

    pub async fn click(&self, selector: &str) {
        let element = self.page.find_element(selector).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
        element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Presses keys one after another, on whatever has the focus.
    pub async fn press(&self, keys: &[&str]) {
        for key in keys {
            let body = self.page.find_element(":focus, body").await.expect("something has the focus");
            body.press_key(key).await.unwrap_or_else(|error| panic!("{key}: {error}"));
        }
    }

    /// Gives files to a field for them.
    pub async fn choose(&self, selector: &str, files: &[String]) {
        let field = self.page.find_element(selector).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
        let files = SetFileInputFilesParams::builder()
            .files(files.iter().cloned())
            .backend_node_id(field.backend_node_id)
            .build();
        self.page.execute(files.expect("files")).await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }
}
