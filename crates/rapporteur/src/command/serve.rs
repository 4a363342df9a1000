//! `rapporteur serve`: the desk in the browser; `rapporteur account`: who may use it.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::Context;
use web::{Accounts, Event, Role};

use crate::cli::{AccountArgs, AccountCommand, RoleName, ServeArgs};
use crate::exit::Status;

pub fn run(args: &ServeArgs) -> anyhow::Result<Status> {
    let author = args.author.clone().or_else(|| std::env::var("USER").ok()).unwrap_or_else(|| "analyst".to_owned());
    let options = web::Options {
        path: args.path.clone(),
        addr: args.addr,
        author,
        hosts: args.host.clone(),
        behind_https: args.behind_https,
    };
    web::serve(&options, |addr| eprintln!("rapporteur: open http://{addr}/ in a browser; Ctrl+C ends it"))?;
    Ok(Status::Success)
}

pub fn account(args: &AccountArgs) -> anyhow::Result<Status> {
    if !args.path.exists() {
        anyhow::bail!("{}: no such dossier or folder", args.path.display());
    }
    let file = Accounts::beside(&args.path);
    let mut accounts = Accounts::load(&file)?;
    match &args.command {
        AccountCommand::Add { name, role, password_stdin } => {
            let password = password(*password_stdin)?;
            let role = match role {
                RoleName::Reader => Role::Reader,
                RoleName::Analyst => Role::Analyst,
                RoleName::Editor => Role::Editor,
            };
            accounts.add(name, role, &password)?;
            accounts.save(&file)?;
            note(&file, &Event::AccountAdded { name, role })?;
            eprintln!(
                "rapporteur: {name} is {} in {}; from now on the desk asks everybody to log in",
                role.name(),
                file.display()
            );
        }
        AccountCommand::Remove { name } => {
            accounts.remove(name)?;
            accounts.save(&file)?;
            note(&file, &Event::AccountRemoved { name })?;
            let last = if accounts.is_empty() { "; nobody can log in now" } else { "" };
            eprintln!("rapporteur: {name} has no account any more{last}");
        }
        AccountCommand::List => {
            for account in accounts.iter() {
                println!("{}\t{}", account.name, account.role.name());
            }
        }
    }
    Ok(Status::Success)
}

fn note(file: &Path, event: &Event<'_>) -> anyhow::Result<()> {
    web::log(file, event).with_context(|| file.with_file_name("desk.log").display().to_string())
}

/// A password from the terminal, asked for twice and not shown, or a line of standard input.
fn password(stdin: bool) -> anyhow::Result<String> {
    if stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !std::io::stdin().is_terminal() {
        anyhow::bail!("there is no terminal to ask for the password; --password-stdin reads it from standard input");
    }
    let once = rpassword::prompt_password("Password: ")?;
    if rpassword::prompt_password("Once more: ")? != once {
        anyhow::bail!("the two are not the same; nothing was changed");
    }
    Ok(once)
}
