//! ACCOUNT > Profile: what a partner says of itself and of its files.

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::{AmountMode, Contact, CsvUploadFormat};
use fieldlink_store::partners;

use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Permission, Result};

/// Longest text of a contact, in characters.
const LONGEST: usize = 200;

/// What a partner may change of its profile; the rest is Kiva's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnProfile {
    /// What an amount means.
    pub amount_mode: AmountMode,
    /// Two or three columns.
    pub csv_upload_format: CsvUploadFormat,
    /// Whom Kiva asks.
    pub contact: Contact,
}

impl Pa2 {
    /// Changes what a partner may change of its profile.
    pub async fn save_profile(&self, actor: &Actor, partner: PartnerId, own: OwnProfile) -> Result<()> {
        actor.may(Permission::ManageProfile, partner)?;
        let contact = trimmed(own.contact)?;
        let tx = self.store.begin().await?;
        let mut kept = partners::hold(&tx, partner)
            .await?
            .ok_or_else(|| super::no_partner(partner))?;
        let before = kept.profile.clone();
        kept.profile.amount_mode = own.amount_mode;
        kept.profile.csv_upload_format = own.csv_upload_format;
        kept.profile.contact = contact;
        if kept.profile == before {
            return Ok(());
        }
        partners::save(&tx, &kept).await?;
        let subject = partner.to_string();
        let detail = format!("{:?}, {:?}", kept.profile.amount_mode, kept.profile.csv_upload_format);
        let deed = Deed {
            partner: Some(partner),
            action: "partner.profile",
            subject: &subject,
            detail: &detail,
        };
        self.note(&tx, actor, deed).await?;
        Ok(tx.commit().await?)
    }
}

fn trimmed(contact: Contact) -> Result<Contact> {
    let contact = Contact {
        name: contact.name.trim().to_owned(),
        email: contact.email.trim().to_owned(),
        telephone: contact.telephone.trim().to_owned(),
    };
    let texts = [&contact.name, &contact.email, &contact.telephone];
    if texts.iter().any(|text| text.chars().count() > LONGEST) {
        let long = format!("A field of the contact has at most {LONGEST} characters.");
        return Err(Error::invalid(long).said("error-contact-long", [("most", LONGEST.to_string())]));
    }
    if !contact.email.is_empty() && !contact.email.contains('@') {
        return Err(Error::invalid("This is no e-mail address.").said("error-no-address", []));
    }
    Ok(contact)
}
