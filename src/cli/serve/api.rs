//! The questions that programs ask: the rows of the commands of the same names, as JSON.
//!
//! `openapi.json` describes them.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::Site;
use crate::cli::Stop;
use crate::cli::command::{entity, parse};
use crate::complaint::Complaint;
use crate::query::answer::{self, Card, LinkRow, TalkRow};
use crate::workspace::Workspace;

/// The description of all routes below `/api`.
const DESCRIPTION: &str = include_str!("openapi.json");

pub(super) fn routes() -> Router<Site> {
    Router::new()
        .route("/talks", get(talks))
        .route("/entity/{id}", get(card))
        .route("/why", get(why))
        .route("/openapi.json", get(description))
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Fault {
    status: StatusCode,
    told: Told,
}

#[derive(Debug, Serialize)]
struct Told {
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Fault {
    pub(super) fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, told: Told { error: error.into(), hint: None } }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self { told: Told { hint: Some(hint.into()), ..self.told }, ..self }
    }

    fn of_complaint(status: StatusCode, complaint: Complaint) -> Self {
        Self { status, told: Told { error: complaint.cause, hint: complaint.hint } }
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Unknown(complaint) => Self::of_complaint(StatusCode::NOT_FOUND, complaint),
            Stop::Complaints(complaints) => match complaints.into_iter().next() {
                Some(complaint) => Self::of_complaint(StatusCode::BAD_REQUEST, complaint),
                None => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something went wrong"),
            },
            Stop::Output(error) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
        }
    }
}

impl From<QueryRejection> for Fault {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text()).hint("/api/openapi.json says what can be asked")
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        (self.status, Json(self.told)).into_response()
    }
}

/// Answers from what was read last, beside the requests of others.
async fn ask<T: Send + 'static>(
    site: Site,
    question: impl FnOnce(&Workspace) -> Result<T, Stop> + Send + 'static,
) -> Result<Json<T>, Fault> {
    let served = site.served();
    match tokio::task::spawn_blocking(move || question(&served.workspace)).await {
        Ok(answer) => Ok(Json(answer?)),
        Err(_) => Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the question could not be answered")),
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    /// In the query language; nothing selects every talk.
    #[serde(default)]
    q: String,
    limit: Option<usize>,
    #[serde(default)]
    offset: usize,
}

/// Some of the talks that a query selects.
#[derive(Debug, Serialize)]
struct Talks {
    query: String,
    /// How many there are in all.
    total: usize,
    offset: usize,
    #[serde(rename = "talks")]
    rows: Vec<TalkRow>,
}

async fn talks(State(site): State<Site>, asked: Result<Query<Asked>, QueryRejection>) -> Result<Json<Talks>, Fault> {
    let Query(Asked { q, limit, offset }) = asked?;
    ask(site, move |workspace| {
        let talks = answer::talks(workspace, &parse(workspace, &q)?, None);
        let total = talks.len();
        let rows = talks.into_iter().skip(offset).take(limit.unwrap_or(usize::MAX)).collect();
        Ok(Talks { query: q, total, offset, rows })
    })
    .await
}

async fn card(State(site): State<Site>, Path(id): Path<String>) -> Result<Json<Card>, Fault> {
    ask(site, move |workspace| Ok(answer::show(workspace, entity(workspace, &id)?))).await
}

#[derive(Debug, Deserialize)]
struct Ends {
    a: String,
    b: String,
}

/// What links two entities.
#[derive(Debug, Serialize)]
struct Links {
    a: String,
    b: String,
    #[serde(rename = "links")]
    rows: Vec<LinkRow>,
}

async fn why(State(site): State<Site>, ends: Result<Query<Ends>, QueryRejection>) -> Result<Json<Links>, Fault> {
    let Query(Ends { a, b }) = ends?;
    ask(site, move |workspace| {
        let (a, b) = (entity(workspace, &a)?, entity(workspace, &b)?);
        let id = |index| workspace.gazetteer.entity(index).id.to_string();
        let rows = if a == b { Vec::new() } else { answer::why(workspace, a, b) };
        Ok(Links { a: id(a), b: id(b), rows })
    })
    .await
}

async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], DESCRIPTION)
}

pub(super) async fn no_such_page() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "there is no such page")
        .hint("/ is the page, /api/openapi.json describes the rest")
}

pub(super) async fn read_only() -> Fault {
    Fault::new(StatusCode::METHOD_NOT_ALLOWED, "nothing can be written here").hint("ask with GET")
}
