//! The people of a team: of a partner (ACCOUNT > Staff), or of Kiva.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::people::{self, Person};
use fieldlink_store::{Tx, partners, recovery_codes, sessions};
use secrecy::SecretString;

use super::links::Purpose;
use super::{known, password};
use crate::mail::Letter;
use crate::{Actor, Error, Pa2, Permission, PersonActor, Result, Role};

/// People on a page of the staff.
pub const STAFF_PAGE: u64 = 50;

/// Whose people: a partner's, or Kiva's own.
pub type Team = Option<PartnerId>;

/// A person as others of their team see them.
#[derive(Debug, Clone)]
pub struct ListedPerson {
    /// Who it is.
    pub person: PersonActor,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// Whether they are shut out.
    pub disabled: bool,
    /// When they last signed in; never yet for somebody who was invited.
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// Whether they sign in by a second step.
    pub second_step: bool,
    /// Whether wrong passwords have paused signing in.
    pub paused: bool,
}

/// Somebody to be invited.
#[derive(Debug)]
pub struct Invited {
    /// Sign-in address.
    pub email: String,
    /// Shown name.
    pub name: String,
    /// What they are to be.
    pub role: Role,
    /// The language of the e-mail, and theirs until they choose another.
    pub language: String,
}

impl Pa2 {
    /// A team's people, by number; those after a number, at most [`STAFF_PAGE`].
    pub async fn list_people(&self, actor: &Actor, team: Team, after: i64) -> Result<Vec<ListedPerson>> {
        may_manage(actor, team)?;
        let people = people::of_team(&self.store, team, after, STAFF_PAGE).await?;
        let now = self.system.read();
        people
            .into_iter()
            .map(|p| {
                Ok(ListedPerson {
                    created_at: p.created_at,
                    disabled: p.disabled_at.is_some(),
                    last_sign_in_at: p.last_sign_in_at,
                    second_step: p.totp.is_some(),
                    paused: p.locked_until.is_some_and(|until| now < until),
                    person: known(p)?,
                })
            })
            .collect()
    }

    /// Adds a person who has no password yet, and sends them a link to choose one.
    pub async fn invite(&self, actor: &Actor, team: Team, new: Invited) -> Result<()> {
        may_manage(actor, team)?;
        must_fit(team, new.role)?;
        if new.name.chars().count() > 100 {
            return Err(Error::invalid("A name has at most 100 characters.").said("error-name-long", []));
        }
        let mut person = self.blank(&new.email, &new.name, team, new.role)?;
        person.locale = Some(new.language);
        // Nobody knows this one; the link leads to another.
        let unknown = SecretString::from(self.entropy.token::<32>());
        person.password_hash = password::hash(unknown, self.entropy.bytes()).await?;
        let tx = self.store.begin().await?;
        self.insert_person(&tx, actor, &mut person, "person.invite").await?;
        self.send_invitation(&tx, actor, &person).await?;
        Ok(tx.commit().await?)
    }

    /// Sends another invitation to somebody who has not signed in yet; the link of the first stops working.
    pub async fn invite_again(&self, actor: &Actor, team: Team, id: i64) -> Result<()> {
        let person = self.staff_member(actor, team, id).await?;
        if person.last_sign_in_at.is_some() || person.disabled_at.is_some() {
            let late = "This person has signed in already, or has left. They can ask for a new password themselves.";
            return Err(Error::conflict(late).said("error-invited-before", []));
        }
        let tx = self.store.begin().await?;
        self.send_invitation(&tx, actor, &person).await?;
        self.note_of(&tx, actor, &person, "person.invite_again", "").await?;
        Ok(tx.commit().await?)
    }

    /// Gives a person another role.
    pub async fn change_role(&self, actor: &Actor, team: Team, id: i64, role: Role) -> Result<()> {
        must_fit(team, role)?;
        let person = self.staff_member(actor, team, id).await?;
        if person.role == role.to_string() {
            return Ok(());
        }
        let tx = self.store.begin().await?;
        self.must_leave_a_coordinator(&tx, actor, &person).await?;
        people::set_role(&tx, id, &role.to_string()).await?;
        let detail = format!("{} to {role}", person.role);
        self.note_of(&tx, actor, &person, "person.role", &detail).await?;
        Ok(tx.commit().await?)
    }

    /// Shuts out somebody who leaves. Their sessions end; what they did stays told.
    pub async fn person_leaves(&self, actor: &Actor, team: Team, id: i64) -> Result<()> {
        let person = self.staff_member(actor, team, id).await?;
        let tx = self.store.begin().await?;
        self.must_leave_a_coordinator(&tx, actor, &person).await?;
        self.shut_out(&tx, actor, &person).await?;
        Ok(tx.commit().await?)
    }

    /// Lets somebody in again who had left.
    pub async fn person_returns(&self, actor: &Actor, team: Team, id: i64) -> Result<()> {
        let person = self.staff_member(actor, team, id).await?;
        let tx = self.store.begin().await?;
        if people::enable(&tx, id).await? {
            self.note_of(&tx, actor, &person, "person.enable", "").await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends all sessions of a person.
    pub async fn end_sessions_of(&self, actor: &Actor, team: Team, id: i64) -> Result<()> {
        let person = self.staff_member(actor, team, id).await?;
        let tx = self.store.begin().await?;
        let ended = sessions::delete_all_of(&tx, id, None).await?;
        let detail = format!("{ended} sessions");
        self.note_of(&tx, actor, &person, "person.end_sessions", &detail)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes the second step away from somebody who lost their telephone and their recovery codes. Their sessions end.
    pub async fn clear_second_step(&self, actor: &Actor, team: Team, id: i64) -> Result<()> {
        let person = self.staff_member(actor, team, id).await?;
        let tx = self.store.begin().await?;
        people::set_totp(&tx, id, None).await?;
        recovery_codes::replace(&tx, id, &[]).await?;
        sessions::delete_all_of(&tx, id, None).await?;
        self.note_of(&tx, actor, &person, "person.second_step_off", "by staff")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Somebody of this team, whom another person of theirs (or of Kiva) changes.
    async fn staff_member(&self, actor: &Actor, team: Team, id: i64) -> Result<Person> {
        may_manage(actor, team)?;
        let person = people::get(&self.store, id).await?;
        let person = person
            .filter(|person| person.partner_id == team)
            .ok_or_else(|| Error::not_found("The person"))?;
        if matches!(actor, Actor::Person(own) if own.id == id) {
            let own = "Ask another coordinator: nobody changes their own access here.";
            return Err(Error::conflict(own).said("error-own-access", []));
        }
        Ok(person)
    }

    /// Refuses to take away a partner's last coordinator; Kiva's people may.
    async fn must_leave_a_coordinator(&self, tx: &Tx, actor: &Actor, person: &Person) -> Result<()> {
        let Some(partner) = person.partner_id else {
            return Ok(());
        };
        let kiva = matches!(actor, Actor::Person(own) if own.role == Role::Kiva);
        if kiva || person.role != Role::Coordinator.to_string() || person.disabled_at.is_some() {
            return Ok(());
        }
        // Held, so that two coordinators cannot let each other go at the same moment.
        partners::hold(tx, partner).await?;
        if people::count_role(tx, partner, &person.role).await? <= 1 {
            let last = "This is the partner's last coordinator. Make somebody else coordinator first.";
            return Err(Error::conflict(last).said("error-last-coordinator", []));
        }
        Ok(())
    }

    async fn send_invitation(&self, tx: &Tx, actor: &Actor, person: &Person) -> Result<()> {
        let letter = Letter::Invitation {
            name: person.name.clone(),
            by: match actor {
                Actor::Person(by) => by.name.clone(),
                _ => "Kiva".into(),
            },
            partner: self.partner_in_words(person.partner_id).await?,
            link: self.new_link(tx, person, Purpose::Invitation).await?,
            days: Purpose::Invitation.lasts().num_days(),
        };
        self.queue_letter(tx, person, &letter, None).await
    }
}

/// A partner's people are managed by its coordinators, Kiva's by those who look after PA2. Of these there is always one:
/// nobody changes their own access.
fn may_manage(actor: &Actor, team: Team) -> Result<()> {
    match team {
        Some(partner) => actor.may(Permission::ManageStaff, partner),
        None => actor.may(Permission::Operate, PartnerId(0)),
    }
}

fn must_fit(team: Team, role: Role) -> Result<()> {
    match (role.is_kivas(), team) {
        (true, Some(_)) => Err(Error::forbidden("Only Kiva makes people of Kiva.").said("error-kiva-role", [])),
        (false, None) => Err(Error::invalid("This role is one at a partner.").said("error-partners-role", [])),
        _ => Ok(()),
    }
}
