//! The code a till reads.

use qrcode::{Color, EcLevel, QrCode, Version};

use super::Fault;

/// A larger code has modules too fine for a thermal printer and a tired scanner.
const LARGEST_VERSION: i16 = 9;
/// Light modules that the standard requires on each side.
pub const QUIET: usize = 4;

/// The code's modules, row by row, true for dark, without the quiet zone.
pub fn modules(payload: &str) -> Result<Vec<Vec<bool>>, Fault> {
    let too_long =
        || Fault::new("print_code_too_long", "This code is too long to print. Issue the document again.");
    let code = QrCode::with_error_correction_level(payload, EcLevel::M).map_err(|_| too_long())?;
    match code.version() {
        Version::Normal(version) if version <= LARGEST_VERSION => {}
        _ => return Err(too_long()),
    }
    let width = code.width();
    Ok(code.to_colors().chunks(width).map(|row| row.iter().map(|c| *c == Color::Dark).collect()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_voucher_fits_and_what_exceeds_version_9_is_refused() {
        // 152 bytes make 228 characters of base45.
        assert_eq!(modules(&"A".repeat(228)).unwrap().len(), 53);
        assert_eq!(modules(&"A".repeat(263)).unwrap_err().code, "print_code_too_long");
    }
}
