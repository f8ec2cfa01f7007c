//! `hallway man`: the manual, from the definitions that the command line is made of.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use crate::exit::Exit;
use crate::output;

/// Print the manual page, or write one page for each verb
#[derive(Args, Debug)]
pub struct Man {
    /// Write hallway.1 and a page for each verb into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(self) -> anyhow::Result<Exit> {
        let command = crate::Cli::command();
        match self.dir {
            None => {
                let mut out = output::stdout();
                Page::new(command).render(&mut out)?;
                out.flush()?;
            }
            Some(folder) => {
                fs::create_dir_all(&folder)
                    .with_context(|| format!("creating {}", folder.display()))?;
                clap_mangen::generate_to(command, &folder)
                    .with_context(|| format!("writing the pages into {}", folder.display()))?;
            }
        }
        Ok(Exit::Done)
    }
}
