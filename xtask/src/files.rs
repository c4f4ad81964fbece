//! Folders, as a whole.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// An empty folder, whatever was there before.
pub fn fresh(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("emptying {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
}

/// All files below a folder, sorted; installed packages are not looked into.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if !path.is_dir() {
            files.push(path);
        } else if !path.ends_with("node_modules") {
            files.extend(list(&path)?);
        }
    }
    files.sort();
    Ok(files)
}

/// Copies all files below `from` to the same places below `to`.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in list(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        copy.parent().map(fs::create_dir_all).transpose()?;
        fs::copy(&file, copy)?;
    }
    Ok(())
}
