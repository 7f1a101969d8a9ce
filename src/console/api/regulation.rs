//! The regulation over JSON: versions and drafts with their articles, publishing, proposals to amend.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::feedback::hand;
use crate::house::regulation::{self as service, Article, Publishing, Typed, Version, proposals, store};

use super::call::{Answer, DONE, Done, Nothing, day};

/// An article.
#[derive(Serialize, JsonSchema)]
pub struct ArticleJson {
    /// The chapter it stands in.
    chapter: String,
    /// Its number.
    no: String,
    /// Without its number.
    heading: String,
    /// What it says.
    body: String,
}

impl From<Article> for ArticleJson {
    fn from(article: Article) -> Self {
        let Article { chapter, no, heading, body } = article;
        Self { chapter, no, heading, body }
    }
}

/// A version, or the draft of one.
#[derive(Serialize, JsonSchema)]
pub struct VersionJson {
    /// Its id.
    regulation: String,
    /// 1, 2, …; absent for a draft.
    no: Option<i64>,
    /// What it is called.
    title: String,
    /// The decision's number.
    decision: String,
    /// Its day.
    decided_on: Option<String>,
    /// The first day in force.
    from: Option<String>,
    /// Counts the changes.
    version: i64,
}

impl From<Version> for VersionJson {
    fn from(one: Version) -> Self {
        Self {
            regulation: one.id,
            no: one.no,
            title: one.title,
            decision: one.decision,
            decided_on: one.decided_on.map(|day| day.to_string()),
            from: one.from.map(|day| day.to_string()),
            version: one.version,
        }
    }
}

/// A proposal to amend.
#[derive(Serialize, JsonSchema)]
pub struct ProposalJson {
    /// Its id.
    proposal: String,
    /// What it is called.
    title: String,
}

impl Answer for ProposalJson {}

/// All there is of the regulation.
#[derive(Serialize, JsonSchema)]
pub struct AllJson {
    /// Published versions, the first first.
    versions: Vec<VersionJson>,
    /// Drafts.
    drafts: Vec<VersionJson>,
    /// Proposals to amend.
    proposals: Vec<ProposalJson>,
}

impl Answer for AllJson {}

/// `GET …/regulation`
pub async fn list(desk: Desk, _: Nothing) -> Result<AllJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let versions = store::published(&mut scope).await?.into_iter().map(VersionJson::from).collect();
    let drafts = store::drafts(&mut scope).await?.into_iter().map(VersionJson::from).collect();
    let proposals = store::proposals(&mut scope).await?.into_iter();
    let json = |one: proposals::Proposal| ProposalJson { proposal: one.id, title: one.title };
    Ok(AllJson { versions, drafts, proposals: proposals.map(json).collect() })
}

/// A version with its articles.
#[derive(Serialize, JsonSchema)]
pub struct WholeJson {
    /// The version.
    regulation: VersionJson,
    /// Its articles.
    articles: Vec<ArticleJson>,
}

impl Answer for WholeJson {}

/// `GET …/regulation/:regulation`
pub async fn read(desk: Desk, _: Nothing) -> Result<WholeJson> {
    let id = desk.asked.param("regulation");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let articles = store::articles(&mut scope, id).await?.into_iter().map(ArticleJson::from);
    Ok(WholeJson { regulation: one.into(), articles: articles.collect() })
}

/// A draft as a text.
#[derive(Deserialize, JsonSchema)]
pub struct DraftJson {
    /// What it is called.
    #[serde(default)]
    title: String,
    /// The decision's number.
    #[serde(default)]
    decision: String,
    /// Its day, as 2016-12-28.
    decided_on: Option<String>,
    /// The first day in force.
    from: Option<String>,
    /// The whole text, to be cut.
    #[serde(default)]
    text: String,
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct DraftedJson {
    /// Of the draft.
    regulation: String,
}

impl Answer for DraftedJson {}

/// `POST …/regulation`
pub async fn draft(desk: Desk, body: DraftJson) -> Result<DraftedJson> {
    let typed = Typed {
        title: &body.title,
        decision: &body.decision,
        decided_on: day("decided_on", body.decided_on.as_deref())?,
        from: day("from", body.from.as_deref())?,
        text: &body.text,
    };
    Ok(DraftedJson { regulation: service::draft(hand(&desk, &desk.actor()), typed).await? })
}

/// A draft as it is to be.
#[derive(Deserialize, JsonSchema)]
pub struct RedraftJson {
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// What it is called.
    #[serde(default)]
    title: String,
    /// The whole text, to be cut.
    #[serde(default)]
    text: String,
}

/// `PUT …/regulation/:regulation`
pub async fn redraft(desk: Desk, body: RedraftJson) -> Result<Done> {
    let (id, typed) = (desk.asked.param("regulation"), (body.title.as_str(), body.text.as_str()));
    service::redraft(hand(&desk, &desk.actor()), id, body.version, typed).await?;
    Ok(DONE)
}

/// What publishing needs to know.
#[derive(Deserialize, JsonSchema)]
pub struct PublishJson {
    /// Which draft.
    #[serde(default)]
    regulation: String,
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// The decision's number.
    #[serde(default)]
    decision: String,
    /// Its day, as 2016-12-28.
    decided_on: Option<String>,
    /// The first day in force.
    from: Option<String>,
}

/// Its number.
#[derive(Serialize, JsonSchema)]
pub struct PublishedJson {
    /// Of the version.
    no: i64,
}

impl Answer for PublishedJson {}

/// `POST …/regulation/publish`
pub async fn publish(desk: Desk, body: PublishJson) -> Result<PublishedJson> {
    let wanted = Publishing {
        id: &body.regulation,
        version: body.version,
        decision: &body.decision,
        decided_on: day("decided_on", body.decided_on.as_deref())?,
        from: day("from", body.from.as_deref())?,
    };
    Ok(PublishedJson { no: service::publish(hand(&desk, &desk.actor()), wanted).await? })
}

/// A proposal's name.
#[derive(Deserialize, JsonSchema)]
pub struct ProposeJson {
    /// What it is called.
    #[serde(default)]
    title: String,
}

/// `POST …/regulation/proposals`
pub async fn propose(desk: Desk, body: ProposeJson) -> Result<ProposalJson> {
    let proposal = proposals::make(hand(&desk, &desk.actor()), &body.title).await?;
    Ok(ProposalJson { proposal, title: body.title })
}

/// Which draft.
#[derive(Deserialize, JsonSchema)]
pub struct DiscardJson {
    /// Its id.
    #[serde(default)]
    regulation: String,
}

/// `POST …/regulation/discard`
pub async fn discard(desk: Desk, body: DiscardJson) -> Result<Done> {
    service::discard(hand(&desk, &desk.actor()), &body.regulation).await?;
    Ok(DONE)
}

/// One article as it is to be amended.
#[derive(Serialize, JsonSchema)]
pub struct AmendmentJson {
    /// Its place in the proposal.
    place: i64,
    /// The article's number, or "" where what was filed names none.
    article: String,
    /// What it says.
    old_words: String,
    /// What it is to say.
    new_words: String,
    /// Why.
    reason: String,
    /// From which that was filed.
    feedback: String,
}

/// A proposal with its articles.
#[derive(Serialize, JsonSchema)]
pub struct WholeProposalJson {
    /// Its id.
    proposal: String,
    /// What it is called.
    title: String,
    /// Counts the changes.
    version: i64,
    /// Its articles, by place.
    amendments: Vec<AmendmentJson>,
}

impl Answer for WholeProposalJson {}

/// `GET …/regulation/proposals/:proposal`
pub async fn read_proposal(desk: Desk, _: Nothing) -> Result<WholeProposalJson> {
    let id = desk.asked.param("proposal");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::proposal(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let json = |held: proposals::Amendment| AmendmentJson {
        place: held.place,
        article: held.article,
        old_words: held.old_words,
        new_words: held.new_words,
        reason: held.reason,
        feedback: held.feedback,
    };
    let amendments = store::amendments(&mut scope, id).await?.into_iter().map(json).collect();
    Ok(WholeProposalJson { proposal: one.id, title: one.title, version: one.version, amendments })
}

/// New words and reason of an article.
#[derive(Deserialize, JsonSchema)]
pub struct AmendJson {
    /// Its place in the proposal.
    place: i64,
    /// What it is to say.
    #[serde(default)]
    new_words: String,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// A proposal as it is to be.
#[derive(Deserialize, JsonSchema)]
pub struct SaveProposalJson {
    /// The version that was seen.
    #[serde(default)]
    version: i64,
    /// Articles by their places; what is left out stays.
    #[serde(default)]
    amendments: Vec<AmendJson>,
}

/// `PUT …/regulation/proposals/:proposal`
pub async fn save_proposal(desk: Desk, body: SaveProposalJson) -> Result<Done> {
    let id = desk.asked.param("proposal");
    let typed: Vec<(i64, String, String)> =
        body.amendments.into_iter().map(|one| (one.place, one.new_words, one.reason)).collect();
    proposals::save(hand(&desk, &desk.actor()), id, body.version, &typed).await?;
    Ok(DONE)
}

/// Which proposal.
#[derive(Deserialize, JsonSchema)]
pub struct FromProposalJson {
    /// Its id.
    #[serde(default)]
    proposal: String,
}

/// `POST …/regulation/proposals/draft`
pub async fn begin_draft(desk: Desk, body: FromProposalJson) -> Result<DraftedJson> {
    let regulation = proposals::begin_draft(hand(&desk, &desk.actor()), &body.proposal).await?;
    Ok(DraftedJson { regulation })
}
