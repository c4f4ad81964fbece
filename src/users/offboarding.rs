use matrix_admin_sdk_macros::{model, params};

use crate::declare::UserId;

/// How to close an account, or the state of one that is being closed.
#[params]
pub struct OffboardParams {
    /// Whether the deactivation also removes the profile and hides the user's messages from whoever joins later, on this
    /// server: others have copies of them, and show them. Default: `false`.
    pub erase: Option<bool>,
    /// Whether what the user has sent is redacted, in all rooms that the user is or was in, and somebody of this server is;
    /// before Synapse 1.145, that the user is in or banned from. Others can be named to `redact()`. Default: `false`.
    pub redact: Option<bool>,
    /// What becomes of the files that the user uploaded. Default: `"keep"`.
    pub media: Option<OffboardMedia>,
    /// Who gets the power in rooms where nobody else has it. Default: nobody.
    #[serde(rename = "handOverTo")]
    pub hand_over_to: Option<UserId>,
    /// Whether only to tell what would be done. Default: `false`.
    #[serde(rename = "dryRun")]
    pub dry_run: Option<bool>,
    /// Of a state: whose it is.
    pub user_id: Option<UserId>,
    /// Of a state: how far it is.
    pub steps: Option<Vec<OffboardStep>>,
}

/// What becomes of the files of an account that is closed.
#[model]
#[derive(Default)]
pub enum OffboardMedia {
    #[default]
    Keep,
    Quarantine,
    Delete,
}

/// How far the closing of an account is, all of it: store it, and hand it in again to go on.
#[params]
#[derive(Default)]
pub struct Offboarding {
    /// Whose account it is.
    pub user_id: UserId,
    /// Whether the deactivation also erases.
    pub erase: bool,
    /// Whether what the user has sent is redacted.
    pub redact: bool,
    /// What becomes of the files that the user uploaded.
    pub media: OffboardMedia,
    /// Who gets the power in rooms where nobody else has it.
    #[serde(rename = "handOverTo")]
    pub hand_over_to: Option<UserId>,
    /// In their order.
    pub steps: Vec<OffboardStep>,
}

/// A step of the closing of an account, and what it has come to; planned, what it would.
#[params]
#[derive(Default)]
pub struct OffboardStep {
    /// Which one it is.
    pub step: OffboardStepName,
    /// How it stands. `"running"` is also one that was cancelled: it is taken up again where it was.
    pub status: OffboardStatus,
    /// Why it was skipped, or the message of the error in which it failed.
    pub reason: Option<String>,
    /// The `code` of the error in which it failed.
    pub code: Option<String>,
    /// Of `"rooms"`: the ids of those that are handed over.
    pub rooms: Option<Vec<String>>,
    /// Of `"redact"`: the id of the job.
    pub redact_id: Option<String>,
    /// Of `"redact"`: the event IDs of what could not be redacted. Why, `client.users.redaction(redact_id)` tells.
    pub failed_redactions: Option<Vec<String>>,
    /// Of `"media"`: how many files were deleted or quarantined.
    pub files: Option<i64>,
    /// Of `"media"`, when it was planned: how many bytes they take.
    pub bytes: Option<i64>,
    /// Of `"media"`: how many files the server could not remove.
    pub left: Option<i64>,
    /// Of `"deactivate"`, when it was planned: how many devices are logged out.
    pub devices: Option<i64>,
    /// Of `"deactivate"`, when it was planned: how many rooms the user leaves.
    pub joined_rooms: Option<i64>,
}

/// The steps in which an account is closed.
#[model]
#[derive(Default)]
pub enum OffboardStepName {
    #[default]
    Lock,
    Rooms,
    Redact,
    Media,
    Deactivate,
}

/// How a step stands.
#[model]
#[derive(Default)]
pub enum OffboardStatus {
    #[default]
    Planned,
    Running,
    Done,
    Skipped,
    Failed,
}

/// An account, as much of it as tells how it stands.
#[model]
pub(crate) struct Standing {
    pub deactivated: bool,
    pub locked: Option<bool>,
    pub suspended: Option<bool>,
    pub erased: Option<bool>,
}

use OffboardStepName::{Deactivate, Lock, Media, Redact, Rooms};

impl Offboarding {
    /// With all steps in their order: those that are known, and the others as planned.
    pub(super) fn new(user_id: &str, params: OffboardParams) -> Self {
        let OffboardParams { erase, redact, media, hand_over_to, steps, .. } = params;
        let known = steps.unwrap_or_default();
        let mut state = Offboarding {
            user_id: user_id.to_owned(),
            erase: erase == Some(true),
            redact: redact == Some(true),
            media: media.unwrap_or_default(),
            hand_over_to,
            steps: Vec::new(),
        };
        state.steps = [Lock, Rooms, Redact, Media, Deactivate]
            .into_iter()
            .map(|step| {
                let known = known.iter().find(|known| known.step == step).cloned();
                let mut known = known.unwrap_or(OffboardStep { step, ..OffboardStep::default() });
                if !known.ended() && !state.wants(step) {
                    known.skip("not asked for");
                }
                known
            })
            .collect();
        state
    }

    pub(super) fn wants(&self, step: OffboardStepName) -> bool {
        match step {
            Lock | Deactivate => true,
            Rooms => self.hand_over_to.is_some(),
            Redact => self.redact,
            Media => self.media != OffboardMedia::Keep,
        }
    }

    /// Puts a step in its place.
    pub(super) fn put(&mut self, step: &OffboardStep) {
        if let Some(place) = self.steps.iter_mut().find(|place| place.step == step.step) {
            place.clone_from(step);
        }
    }

    /// Why there is nothing to do here, if that is so.
    pub(super) fn needless(
        &self,
        step: OffboardStepName,
        account: &Standing,
        mas: bool,
    ) -> Option<&'static str> {
        let over = account.deactivated && (!self.erase || account.erased == Some(true));
        match step {
            Lock | Deactivate if mas => Some("Matrix Authentication Service has to do that"),
            Deactivate if over => Some("the account is deactivated already"),
            _ => None,
        }
    }
}

impl OffboardStep {
    pub(super) fn ended(&self) -> bool {
        matches!(self.status, OffboardStatus::Done | OffboardStatus::Skipped)
    }

    pub(super) fn skip(&mut self, reason: &str) {
        self.status = OffboardStatus::Skipped;
        self.reason = Some(reason.to_owned());
    }

    /// There is nothing to do: if it was begun, because that was done.
    pub(super) fn spare(&mut self, reason: &str) {
        match self.status {
            OffboardStatus::Planned => self.skip(reason),
            _ => {
                self.begin();
                self.status = OffboardStatus::Done;
            }
        }
    }

    /// Begins, and forgets what was planned or why it failed. What it has come to so far stays.
    pub(super) fn begin(&mut self) {
        if self.status == OffboardStatus::Planned {
            (self.rooms, self.files) = (None, None);
        }
        self.status = OffboardStatus::Running;
        (self.reason, self.code) = (None, None);
    }
}

/// A state is what goes on where it stopped.
impl From<Offboarding> for Option<OffboardParams> {
    fn from(state: Offboarding) -> Self {
        let Offboarding { user_id, erase, redact, media, hand_over_to, steps } = state;
        Some(OffboardParams {
            erase: Some(erase),
            redact: Some(redact),
            media: Some(media),
            hand_over_to,
            dry_run: None,
            user_id: Some(user_id),
            steps: Some(steps),
        })
    }
}
