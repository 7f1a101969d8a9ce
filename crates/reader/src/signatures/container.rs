//! The signature itself: a CMS container with the signer's certificate and what was signed.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::rfc5911::{ID_MESSAGE_DIGEST, ID_SIGNED_DATA, ID_SIGNING_TIME};
use const_oid::db::rfc5912::ID_CE_SUBJECT_KEY_IDENTIFIER;
use der::asn1::{GeneralizedTime, Int, OctetString, OctetStringRef, UtcTime};
use der::{Any, Decode as _, Encode as _, Header, Reader as _, SliceReader, Tag, Tagged as _};
use der::{DateTime, asn1::AnyRef};
use vietnamese::normalise;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::name::Name;
use x509_cert::time::Time;

use super::keys::{self, Digest};

/// A time stamp of the signature (RFC 3161).
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// A container with one signer.
pub struct Container {
    data: SignedData,
    signer: SignerInfo,
    certificate: Certificate,
}

impl Container {
    /// Reads a container; zeros may follow it, as room kept for it is larger than it.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let data = signed_data(bytes)?;
        let signer = data.signer_infos.0.iter().next()?.clone();
        let certificate = certificate_of(&data, &signer.sid)?;
        Some(Self { data, signer, certificate })
    }

    /// Whom the certificate names, and who issued it.
    pub fn names(&self) -> (String, String) {
        let about = &self.certificate.tbs_certificate;
        (named(&about.subject), named(&about.issuer))
    }

    /// When it was signed: as a time stamp says, or the signer.
    pub fn time(&self) -> Option<DateTime> {
        self.stamped().or_else(|| self.told())
    }

    /// Whether the certificate was not valid when it was signed.
    pub fn is_outdated(&self) -> bool {
        let validity = &self.certificate.tbs_certificate.validity;
        self.time().is_some_and(|at| {
            at < validity.not_before.to_date_time() || at > validity.not_after.to_date_time()
        })
    }

    /// Whether the bytes are those that were signed, by the key of the certificate.
    pub fn verify(&self, parts: [&[u8]; 2]) -> Result<bool, &'static str> {
        const UNKNOWN: &str = "Chưa hỗ trợ thuật toán của chữ ký số này.";
        let digest = Digest::of(&self.signer.digest_alg.oid).ok_or(UNKNOWN)?;
        let content = match &self.data.encap_content_info.econtent {
            // What is signed is a digest of the bytes, kept in the container.
            Some(inner) => {
                let held = inner.decode_as::<OctetString>().map_err(|_| UNKNOWN)?;
                if Digest::Sha1.over(&parts) != held.as_bytes() {
                    return Ok(false);
                }
                digest.over(&[held.as_bytes()])
            }
            None => digest.over(&parts),
        };
        let key = &self.certificate.tbs_certificate.subject_public_key_info;
        let signature = self.signer.signature.as_bytes();
        let algorithm = &self.signer.signature_algorithm.oid;
        let Some(signed) = &self.signer.signed_attrs else {
            return keys::verify(key, algorithm, digest, &content, signature).ok_or(UNKNOWN);
        };
        let kept =
            self.signed_attribute(&ID_MESSAGE_DIGEST).and_then(|value| value.decode_as::<OctetString>().ok());
        if kept.is_none_or(|kept| kept.as_bytes() != content) {
            return Ok(false);
        }
        let attributes = signed.to_der().map_err(|_| UNKNOWN)?;
        keys::verify(key, algorithm, digest, &digest.over(&[&attributes]), signature).ok_or(UNKNOWN)
    }

    fn signed_attribute(&self, wanted: &ObjectIdentifier) -> Option<&Any> {
        value_of(self.signer.signed_attrs.as_ref()?.iter(), wanted)
    }

    fn told(&self) -> Option<DateTime> {
        date_time(self.signed_attribute(&ID_SIGNING_TIME)?)
    }

    fn stamped(&self) -> Option<DateTime> {
        let token = value_of(self.signer.unsigned_attrs.as_ref()?.iter(), &TIME_STAMP)?;
        let data = signed_data(&token.to_der().ok()?)?;
        let held = data.encap_content_info.econtent?.decode_as::<OctetString>().ok()?;
        stamp_time(held.as_bytes()).ok()
    }
}

fn signed_data(bytes: &[u8]) -> Option<SignedData> {
    let reader = SliceReader::new(bytes).ok()?;
    let header = reader.peek_header().ok()?;
    let length = usize::try_from((header.encoded_len().ok()? + header.length).ok()?).ok()?;
    let info = ContentInfo::from_der(bytes.get(..length)?).ok()?;
    if info.content_type != ID_SIGNED_DATA {
        return None;
    }
    info.content.decode_as::<SignedData>().ok()
}

fn certificate_of(data: &SignedData, wanted: &SignerIdentifier) -> Option<Certificate> {
    let choices = data.certificates.as_ref()?.0.iter();
    let mut certificates = choices.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    certificates.find(|certificate| is_of(certificate, wanted)).cloned()
}

fn is_of(certificate: &Certificate, wanted: &SignerIdentifier) -> bool {
    let about = &certificate.tbs_certificate;
    match wanted {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            about.issuer == id.issuer && about.serial_number == id.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            let mut extensions = about.extensions.iter().flatten();
            extensions.any(|extension| {
                extension.extn_id == ID_CE_SUBJECT_KEY_IDENTIFIER
                    && OctetStringRef::from_der(extension.extn_value.as_bytes())
                        .is_ok_and(|key| key.as_bytes() == id.0.as_bytes())
            })
        }
    }
}

fn value_of<'a>(
    mut attributes: impl Iterator<Item = &'a Attribute>,
    wanted: &ObjectIdentifier,
) -> Option<&'a Any> {
    attributes.find(|attribute| attribute.oid == *wanted)?.values.iter().next()
}

fn date_time(value: &Any) -> Option<DateTime> {
    let time = match value.tag() {
        Tag::UtcTime => Time::UtcTime(value.decode_as::<UtcTime>().ok()?),
        _ => Time::GeneralTime(value.decode_as::<GeneralizedTime>().ok()?),
    };
    Some(time.to_date_time())
}

/// The time in a time stamp: after its version, policy, what it stamps, and its number. Seconds may have fractions.
fn stamp_time(info: &[u8]) -> der::Result<DateTime> {
    let mut reader = SliceReader::new(info)?;
    Header::decode(&mut reader)?;
    Int::decode(&mut reader)?;
    ObjectIdentifier::decode(&mut reader)?;
    AnyRef::decode(&mut reader)?;
    Int::decode(&mut reader)?;
    let time = AnyRef::decode(&mut reader)?;
    let text = std::str::from_utf8(time.value())?;
    let whole: String = text.chars().take_while(char::is_ascii_digit).take(14).chain(['Z']).collect();
    let header = [0x18, whole.len() as u8];
    let encoded: Vec<u8> = header.into_iter().chain(whole.bytes()).collect();
    Ok(GeneralizedTime::from_der(&encoded)?.to_date_time())
}

/// A name as people say it: the common name, and the organisation if it says more.
fn named(name: &Name) -> String {
    let part = |wanted: ObjectIdentifier| {
        let mut parts = name.0.iter().flat_map(|set| set.0.iter()).filter(|part| part.oid == wanted);
        parts.next_back().map(|part| letters(&part.value)).unwrap_or_default()
    };
    let (common, organisation) = (part(COMMON_NAME), part(ORGANISATION));
    if common.is_empty() || organisation.is_empty() || common.contains(&organisation) {
        return if common.is_empty() { organisation } else { common };
    }
    format!("{common}, {organisation}")
}

/// The letters of a part of a name.
fn letters(value: &Any) -> String {
    let bytes = value.value();
    let text = if value.tag() == Tag::BmpString {
        let units: Vec<u16> =
            bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    normalise(&text).trim().to_owned()
}
