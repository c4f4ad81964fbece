//! JSON text, read in place.
//!
//! [`Json::parse`] accepts what `JSON.parse` accepts of the same bytes behind a `TextDecoder`: bytes that are
//! not UTF-8 may stand inside strings, half a surrogate pair may be escaped, keys may repeat, numbers may be of
//! any size.

use std::borrow::Cow;

/// The text is not JSON; `at` is the byte at which that shows, its length if all of it could be the beginning of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub at: usize,
}

/// One value inside a text that is known to be well-formed.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a> {
    text: &'a [u8],
}

impl<'a> Json<'a> {
    pub fn parse(text: &'a [u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::start(text);
        let value = cursor.value()?;
        cursor.end()?;
        Ok(value)
    }

    /// Whether the text is only the beginning of JSON.
    pub fn ends_early(text: &'a [u8]) -> bool {
        Self::parse(text).is_err_and(|malformed| malformed.at == text.len())
    }

    /// The caller vouches for the text: one well-formed value, no space around it.
    pub(super) fn trusted(text: &'a [u8]) -> Self {
        Self { text }
    }

    /// The value as it stands in the document.
    pub fn text(&self) -> &'a [u8] {
        self.text
    }

    pub fn type_name(&self) -> &'static str {
        match self.text.first() {
            Some(b'{') => "object",
            Some(b'[') => "array",
            Some(b'"') => "string",
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            _ => "number",
        }
    }

    pub fn is_null(&self) -> bool {
        self.text == b"null"
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.text {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }

    /// An integer from 0 to 2^53 - 1, however it is written: `50`, `50.0` and `5e1` are the same.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_decimal()?.to_u64()
    }

    pub(super) fn as_decimal(&self) -> Option<Decimal<'a>> {
        matches!(self.text.first(), Some(b'-' | b'0'..=b'9')).then(|| Decimal::read(self.text))
    }

    /// A number without fraction or exponent, and too short to be out of range.
    pub(super) fn is_plain_integer(&self) -> bool {
        self.text.len() < 300 && self.text.iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9'))
    }

    pub(super) fn is_string(&self) -> bool {
        self.text.first() == Some(&b'"')
    }

    /// The string, with U+FFFD for whatever Unicode text cannot hold.
    pub fn as_str(&self) -> Option<Cow<'a, str>> {
        let content = self.content()?;
        if self.is_escaped() {
            return Some(Cow::Owned(String::from_utf16_lossy(&utf16(content))));
        }
        Some(String::from_utf8_lossy(content))
    }

    /// The string, unless it holds half a surrogate pair or bytes that are not UTF-8.
    pub fn as_exact_str(&self) -> Option<Cow<'a, str>> {
        let content = self.content()?;
        let text = std::str::from_utf8(content).ok()?;
        if self.is_escaped() {
            return String::from_utf16(&utf16(content)).ok().map(Cow::Owned);
        }
        Some(Cow::Borrowed(text))
    }

    /// Whether this is the string `text`.
    pub fn is_str(&self, text: &str) -> bool {
        self.content().is_some_and(|content| {
            content == text.as_bytes()
                || (self.is_escaped() && utf16(content).into_iter().eq(text.encode_utf16()))
        })
    }

    /// Whether `JSON.parse` makes the same string of both.
    pub(super) fn same_str(&self, other: Json<'_>) -> bool {
        match (self.content(), other.content()) {
            (Some(this), Some(other)) => this == other || utf16(this) == utf16(other),
            _ => false,
        }
    }

    /// The member of that name; the last one, as `JSON.parse` has it.
    pub fn get(&self, name: &str) -> Option<Json<'a>> {
        self.members().filter(|(key, _)| key.is_str(name)).last().map(|(_, value)| value)
    }

    /// Keys and values in the order of the text; none if this is no object.
    pub fn members(&self) -> impl Iterator<Item = (Json<'a>, Json<'a>)> + use<'a> {
        let mut cursor = Cursor::start(self.text);
        let mut more = cursor.peek() == Some(b'{') && cursor.enter(b'}');
        std::iter::from_fn(move || {
            if !more {
                return None;
            }
            let member = (cursor.key().ok()?, cursor.value().ok()?);
            more = cursor.more(b'}').unwrap_or(false);
            Some(member)
        })
    }

    /// The elements in order; none if this is no array.
    pub fn items(&self) -> impl Iterator<Item = Json<'a>> + use<'a> {
        let mut cursor = Cursor::start(self.text);
        let mut more = cursor.peek() == Some(b'[') && cursor.enter(b']');
        std::iter::from_fn(move || {
            if !more {
                return None;
            }
            let item = cursor.value().ok()?;
            more = cursor.more(b']').unwrap_or(false);
            Some(item)
        })
    }

    pub(super) fn is_escaped(&self) -> bool {
        self.text.contains(&b'\\')
    }

    /// What stands between the quotes of a string.
    fn content(&self) -> Option<&'a [u8]> {
        self.text.strip_prefix(b"\"")?.strip_suffix(b"\"")
    }
}

/// A string as JavaScript holds it: only in UTF-16 can half a surrogate pair stand alone, or two halves meet.
fn utf16(content: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(content);
    let mut units = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        let char = match char {
            '\\' => match chars.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let digits = chars.by_ref().take(4).filter_map(|digit| digit.to_digit(16));
                    units.push(digits.fold(0, |unit, digit| (unit << 4) | digit as u16));
                    continue;
                }
                Some(char) => char,
                None => break,
            },
            char => char,
        };
        units.extend_from_slice(char.encode_utf16(&mut [0; 2]));
    }
    units
}

/// A number by its decimal digits, as no float can hold it: 0.DIGITS times 10 to the power of `magnitude`.
pub(super) struct Decimal<'a> {
    pub negative: bool,
    /// From the first digit that is not zero to the last, perhaps with the point among them. Empty in a zero.
    digits: &'a [u8],
    /// How many digits these are.
    count: i64,
    magnitude: i64,
}

impl<'a> Decimal<'a> {
    /// The first digits of 2^1024 - 2^970, from where on a float is infinite. What agrees with all of them is
    /// taken for infinite too.
    const INFINITE: [u8; 20] = *b"17976931348623158079";
    const INFINITE_MAGNITUDE: i64 = 309;
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

    fn read(number: &'a [u8]) -> Self {
        let unsigned = number.strip_prefix(b"-").unwrap_or(number);
        let mut halves = unsigned.splitn(2, |byte| matches!(byte, b'e' | b'E'));
        let mantissa = halves.next().unwrap_or_default();
        let exponent = halves.next().map_or(0, exponent);

        let is_used = |byte: &u8| matches!(byte, b'1'..=b'9');
        let first = mantissa.iter().position(is_used).unwrap_or(mantissa.len());
        let end = mantissa.iter().rposition(is_used).map_or(first, |last| last + 1);
        let point = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
        let digits = mantissa.get(first..end).unwrap_or_default();
        // Between the first digit and a point in front of it there is one place less than there are steps.
        let before_point = point as i64 - first as i64 + i64::from(point < first);
        Self {
            negative: unsigned.len() < number.len(),
            digits,
            count: digits.len() as i64 - i64::from((first..end).contains(&point)),
            magnitude: before_point + exponent,
        }
    }

    pub fn is_zero(&self) -> bool {
        self.count == 0
    }

    pub fn is_integer(&self) -> bool {
        self.is_zero() || self.count <= self.magnitude
    }

    /// Whether the number is finite as a float, even times 10 to the power of `shift`.
    pub fn is_finite(&self, shift: i64) -> bool {
        match self.magnitude + shift {
            _ if self.is_zero() => true,
            Self::INFINITE_MAGNITUDE => self.digits().lt(Self::INFINITE),
            magnitude => magnitude < Self::INFINITE_MAGNITUDE,
        }
    }

    pub fn to_u64(&self) -> Option<u64> {
        if self.is_zero() {
            return Some(0);
        }
        if self.negative || !self.is_integer() || self.magnitude > 16 {
            return None;
        }
        let digits = self.digits().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
        let value = (self.count..self.magnitude).fold(digits, |value, _| value * 10);
        (value <= Self::MAX_SAFE_INTEGER).then_some(value)
    }

    /// The whole part without its sign, or the largest there is in 64 bits.
    pub fn magnitude_u64(&self) -> u64 {
        if self.is_zero() {
            return 0;
        }
        if self.magnitude > 20 {
            return u64::MAX;
        }
        let whole = usize::try_from(self.magnitude).unwrap_or_default();
        let digits = self.digits().chain(std::iter::repeat(b'0')).take(whole);
        digits.fold(0, |value: u64, digit| value.saturating_mul(10).saturating_add((digit - b'0').into()))
    }

    /// Writes an integer out, times 10 to the power of `shift`.
    pub fn write(&self, shift: i64, out: &mut Vec<u8>) {
        if self.negative {
            out.push(b'-');
        }
        out.extend(self.digits());
        out.extend((self.count..self.magnitude + shift).map(|_| b'0'));
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        self.digits.iter().copied().filter(|byte| *byte != b'.')
    }
}

/// The number behind the `e`. It stops growing where no mantissa could be long enough to make up for it.
fn exponent(text: &[u8]) -> i64 {
    let value = text.iter().filter(|byte| byte.is_ascii_digit());
    let value = value.fold(0, |value, digit| (value * 10 + i64::from(digit - b'0')).min(1 << 50));
    if text.first() == Some(&b'-') { -value } else { value }
}

/// Reads JSON forward and refuses what is none. Methods expect to stand at the first byte of what they read,
/// and leave the cursor right behind it.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At the first value of a document.
    pub fn start(text: &'a [u8]) -> Self {
        let mut cursor = Self { text, at: 0 };
        if text.first_chunk() == Some(b"\xef\xbb\xbf") {
            cursor.at = 3;
        }
        cursor.space();
        cursor
    }

    /// Nothing but space may follow.
    pub fn end(&mut self) -> Result<(), Malformed> {
        self.space();
        if self.at < self.text.len() { Err(self.malformed()) } else { Ok(()) }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    pub fn back_at(&self, at: usize) -> Self {
        Self { at, ..*self }
    }

    pub fn text(&self, from: usize, to: usize) -> &'a [u8] {
        self.text.get(from..to).unwrap_or_default()
    }

    #[inline]
    pub fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn malformed(&self) -> Malformed {
        Malformed { at: self.at }
    }

    #[inline]
    fn eat_byte(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline]
    fn expect<const LENGTH: usize>(&mut self, token: &[u8; LENGTH]) -> Result<(), Malformed> {
        if self.rest().first_chunk() != Some(token) {
            if token.starts_with(self.rest()) {
                self.at = self.text.len();
            }
            return Err(self.malformed());
        }
        self.at += LENGTH;
        Ok(())
    }

    #[inline]
    pub fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Steps over an opening bracket, to the first element; over both brackets if there is none.
    #[inline]
    pub fn enter(&mut self, close: u8) -> bool {
        self.at += 1;
        self.space();
        !self.eat_byte(close)
    }

    /// Steps from the end of an element to the next, or over the closing bracket.
    #[inline]
    pub fn more(&mut self, close: u8) -> Result<bool, Malformed> {
        self.space();
        let more = self.eat_byte(b',');
        if more {
            self.space();
        } else if !self.eat_byte(close) {
            return Err(self.malformed());
        }
        Ok(more)
    }

    /// A key and its colon, up to the value.
    pub fn key(&mut self) -> Result<Json<'a>, Malformed> {
        let start = self.at;
        self.string()?;
        let key = Json { text: self.text(start, self.at) };
        self.space();
        self.expect(b":")?;
        self.space();
        Ok(key)
    }

    pub fn value(&mut self) -> Result<Json<'a>, Malformed> {
        let start = self.at;
        self.skip()?;
        Ok(Json { text: self.text(start, self.at) })
    }

    #[inline]
    pub fn skip(&mut self) -> Result<(), Malformed> {
        match self.peek() {
            Some(b'{' | b'[') => self.nested(),
            _ => self.scalar(),
        }
    }

    /// Steps over an object or array. Its depth is the sender's choice, so it must not become the depth of the
    /// call stack.
    fn nested(&mut self) -> Result<(), Malformed> {
        let mut open = Brackets::default();
        'value: loop {
            if open.top() == Some(b'}') {
                self.key()?;
            }
            match self.peek() {
                // The closing brackets of ASCII stand two behind their opening ones.
                Some(bracket @ (b'{' | b'[')) if self.enter(bracket + 2) => {
                    open.push(bracket + 2);
                    continue;
                }
                Some(b'{' | b'[') => {}
                _ => self.scalar()?,
            }
            while let Some(close) = open.top() {
                if self.more(close)? {
                    continue 'value;
                }
                open.pop();
            }
            return Ok(());
        }
    }

    fn scalar(&mut self) -> Result<(), Malformed> {
        match self.peek() {
            Some(b'"') => self.string(),
            Some(b't') => self.expect(b"true"),
            Some(b'f') => self.expect(b"false"),
            Some(b'n') => self.expect(b"null"),
            _ => self.number(),
        }
    }

    fn string(&mut self) -> Result<(), Malformed> {
        self.expect(b"\"")?;
        loop {
            self.at += plain_prefix(self.rest());
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(b' '..) => self.at += 1,
                _ => return Err(self.malformed()),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Malformed> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|digit| digit.is_ascii_hexdigit()) {
                        return Err(self.malformed());
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.malformed()),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Malformed> {
        self.eat_byte(b'-');
        if !self.eat_byte(b'0') {
            self.digits()?;
        }
        if self.eat_byte(b'.') {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Malformed> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.malformed()) } else { Ok(()) }
    }
}

/// How many bytes to pass before a quote, a backslash or a control character can come; 8 at a time.
#[inline]
fn plain_prefix(text: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let mut rest = text;
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * b'"' as u64);
        let backslash = word ^ (ONES * b'\\' as u64);
        // Subtracting sets the high bit of a byte that was too small, and perhaps of bytes above it: the lowest
        // one set is right.
        let special = (quote.wrapping_sub(ONES) & !quote
            | backslash.wrapping_sub(ONES) & !backslash
            | word.wrapping_sub(ONES * b' ' as u64) & !word)
            & HIGH;
        if special != 0 {
            return text.len() - rest.len() + special.trailing_zeros() as usize / 8;
        }
        rest = behind;
    }
    text.len() - rest.len()
}

/// The closing brackets to come, one bit each.
#[derive(Default)]
struct Brackets {
    depth: usize,
    top: u64,
    below: Vec<u64>,
}

impl Brackets {
    fn top(&self) -> Option<u8> {
        match self.depth {
            0 => None,
            _ if self.top & 1 == 1 => Some(b'}'),
            _ => Some(b']'),
        }
    }

    fn push(&mut self, close: u8) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.below.push(self.top);
        }
        self.top = (self.top << 1) | u64::from(close == b'}');
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.top >>= 1;
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.top = self.below.pop().unwrap_or(0);
        }
    }
}

/// The digits of a number, without the formatting that the standard library's would bring along.
pub fn decimal(number: u64) -> String {
    let mut text = if number > 9 { decimal(number / 10) } else { String::new() };
    text.push(char::from(b'0' | (number % 10) as u8));
    text
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
