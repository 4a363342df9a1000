//! A server elsewhere, with one page that its paper may edit.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub struct Elsewhere {
    pub address: String,
    page: Arc<Mutex<String>>,
}

impl Elsewhere {
    pub fn with(page: &str) -> Elsewhere {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let page = Arc::new(Mutex::new(page.to_owned()));
        let shown = page.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let page = shown.lock().expect("a page").clone();
                let _ = answer(stream, &page);
            }
        });
        Elsewhere { address, page }
    }

    pub fn edit(&self, page: &str) {
        *self.page.lock().expect("a page") = page.to_owned();
    }
}

fn answer(mut stream: TcpStream, page: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let there = lines.next().is_some_and(|line| line.starts_with("GET /talks"));
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    let (status, page) = if there { ("200 OK", page) } else { ("404 Not Found", "") };
    let length = page.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(page.as_bytes())
}
