//! Replies against what is declared: a letter that chooses it, then the body. The high bit of the letter makes it an
//! argument, where unknown fields are refused.

#![no_main]

use std::sync::LazyLock;

use arbitrary::Unstructured;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use matrix_admin_sdk::declare::{Kind, Reply};
use matrix_admin_sdk::wire::{Class, check, read};
use matrix_admin_sdk_fuzz::near::{Near, noise};
use matrix_admin_sdk_fuzz::{oracle, request, select, tables};

static REPLIES: LazyLock<Vec<&'static Reply>> = LazyLock::new(tables::replies);
static ARGUMENTS: LazyLock<Vec<&'static Kind>> = LazyLock::new(tables::argument_kinds);

const STRICT: u8 = 0x80;

fuzz_target!(|input: &[u8]| {
    let Some((&letter, text)) = input.split_first() else { return };
    if oracle::is_doubtful(text) {
        return;
    }
    if letter & STRICT != 0 {
        argument(text, select(&ARGUMENTS, letter).unwrap());
    } else {
        reply(text, select(&REPLIES, letter).unwrap());
    }
});

fn reply(text: &[u8], declared: &'static Reply) {
    // 201 every other time.
    let status = 200 + (text.len() % 2) as u16;
    let answer = read(&request(None, declared), status, text.to_vec());
    if let Reply::Bytes = declared {
        return assert_eq!(answer.unwrap().as_deref(), Some(text));
    }
    let parsed = oracle::parse(text);
    let is_json = parsed.is_some();
    let expected = parsed.and_then(|value| oracle::reply(declared, status, value));
    match answer {
        Ok(found) => {
            let found = found.map(|text| oracle::parse(&text).expect("what is passed on is JSON"));
            assert_eq!(Some(found), expected);
        }
        Err(failure) => {
            assert_eq!(expected, None, "{}", failure.message);
            assert_eq!(failure.class, Class::Response);
            let fields = oracle::fields(&failure);
            assert_eq!(fields["expected"] == "JSON", !is_json, "{}", failure.message);
            assert!(fields["received"].as_str().unwrap().len() < 50);
        }
    }
}

fn argument(text: &[u8], kind: &Kind) {
    // They come from `JSON.stringify`.
    if std::str::from_utf8(text).is_err() {
        return;
    }
    let parsed = oracle::parse(text);
    let is_json = parsed.is_some();
    let expected = parsed.and_then(|value| oracle::judge(value, kind, true));
    match check(text, kind, true) {
        Ok(rewritten) => {
            let found = oracle::parse(rewritten.as_deref().unwrap_or(text));
            assert_eq!(found, expected);
        }
        Err(mismatch) => {
            assert_eq!(expected, None, "{mismatch:?}");
            assert_eq!(mismatch.expected == "JSON", !is_json, "{mismatch:?}");
        }
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let [letter, text @ ..] = &data[..size] else { return fuzzer_mutate(data, size, max_size) };
    if !seed.is_multiple_of(3) {
        return fuzzer_mutate(data, size, max_size);
    }
    let kind = match letter & STRICT {
        0 => select(&REPLIES, *letter).unwrap().kind(),
        _ => select(&ARGUMENTS, *letter).unwrap(),
    };
    let noise = noise(seed);
    let text = Near { bytes: &mut Unstructured::new(&noise), repeats: true }.changed(text, kind);
    let length = text.len().min(max_size - 1);
    data[1..=length].copy_from_slice(&text[..length]);
    1 + length
});
