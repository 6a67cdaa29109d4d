//! A headless Chromium, led by chromedriver over WebDriver (https://www.w3.org/TR/webdriver2/): as much of it as the
//! tests of pages need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// A new profile for each.
    _profile: tempfile::TempDir,
}

/// The key of an element in answers, by the standard.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

pub(crate) const ESCAPE: char = '\u{E00C}';
pub(crate) const TAB: char = '\u{E004}';
pub(crate) const ENTER: char = '\u{E007}';
pub(crate) const DOWN: char = '\u{E015}';

impl Browser {
    /// Starts one; `None`, with a notice, when it is not on the machine and `SHENBAO_JUDGES=all` does not demand it.
    pub(crate) fn start() -> Option<Browser> {
        let driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = driver else {
            let demanded = std::env::var("SHENBAO_JUDGES").is_ok_and(|value| value == "all");
            assert!(!demanded, "chromedriver is demanded, but not on this machine");
            eprintln!("skipped: chromedriver is not on this machine");
            return None;
        };
        let said = BufReader::new(driver.stdout.take().unwrap()).lines().map(Result::unwrap);
        let port =
            |line: String| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok();
        let port = said.into_iter().find_map(port).unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Browser { driver, port, session: String::new(), _profile: profile };
        let profile = browser._profile.path().display().to_string();
        let options = json!({"capabilities": {"alwaysMatch": {
            "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "ignore",
            "goog:chromeOptions": {"args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--window-size=1440,900", format!("--user-data-dir={profile}"),
            ]},
        }}});
        let answer = browser.request("POST", "/session", Some(&options));
        browser.session = format!("/session/{}", answer["sessionId"].as_str().unwrap());
        Some(browser)
    }

    pub(crate) fn go(&self, page: &Path) {
        self.post("/url", json!({"url": format!("file://{}", page.display())}));
    }

    /// What an expression of the page gives.
    pub(crate) fn get(&self, expression: &str) -> Value {
        self.post("/execute/sync", json!({"script": format!("return {expression};"), "args": []}))
    }

    pub(crate) fn text(&self, expression: &str) -> String {
        self.get(expression).as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn number(&self, expression: &str) -> u64 {
        self.get(expression).as_u64().unwrap_or_else(|| panic!("{expression} is no number"))
    }

    /// Types keys, wherever the focus is.
    pub(crate) fn type_keys(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| ["keyDown", "keyUp"].map(|stroke| json!({"type": stroke, "value": key})))
            .collect();
        self.post("/actions", json!({"actions": [{"type": "key", "id": "keys", "actions": strokes}]}));
    }

    /// Moves the mouse over an element.
    pub(crate) fn hover(&self, selector: &str) {
        let origin = json!({ELEMENT: self.element(selector)});
        let moved = json!({"type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": origin});
        self.post("/actions", json!({"actions": [{"type": "pointer", "id": "mouse", "actions": [moved]}]}));
    }

    pub(crate) fn click(&self, selector: &str) {
        self.post(&format!("/element/{}/click", self.element(selector)), json!({}));
    }

    fn element(&self, selector: &str) -> String {
        let found = self.post("/element", json!({"using": "css selector", "value": selector}));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// What the console says: errors, and breaches of the page's policy among them.
    pub(crate) fn console(&self) -> Vec<String> {
        let entries = self.post("/se/log", json!({"type": "browser"}));
        let entries = entries.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// The page on paper, as PDF.
    pub(crate) fn print(&self) -> Vec<u8> {
        let pdf = self.post("/print", json!({"page": {"width": 21.0, "height": 29.7}}));
        BASE64_STANDARD.decode(pdf.as_str().unwrap()).unwrap()
    }

    /// A picture of the window, as PNG.
    pub(crate) fn picture(&self) -> Vec<u8> {
        let png = self.request("GET", &format!("{}/screenshot", self.session), None);
        BASE64_STANDARD.decode(png.as_str().unwrap()).unwrap()
    }

    /// Makes the page believe that its reader likes it dark.
    pub(crate) fn darken(&self) {
        let features = json!([{"name": "prefers-color-scheme", "value": "dark"}]);
        let params = json!({"features": features});
        self.post("/goog/cdp/execute", json!({"cmd": "Emulation.setEmulatedMedia", "params": params}));
    }

    fn post(&self, path: &str, body: Value) -> Value {
        self.request("POST", &format!("{}{path}", self.session), Some(&body))
    }

    fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        // The driver keeps the connection open: an answer ends where its length says.
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            answer.read_line(&mut line).unwrap();
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut json = vec![0; length];
        answer.read_exact(&mut json).unwrap();
        let json = String::from_utf8(json).unwrap();
        let mut answer: Value = serde_json::from_str(&json).unwrap_or_else(|_| panic!("{path}: {json}"));
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{method} {path} {body}: {value}");
        value
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser. A test that fails has said why already.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| self.request("DELETE", &self.session, None)));
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
