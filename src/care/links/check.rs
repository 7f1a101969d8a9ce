//! A turn of looking at links: bounded, one call to a host at a time, our own sites asked without the network.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt as _};
use poem::http::{StatusCode, header};
use poem::{Endpoint as _, Request};
use url::Url;

use crate::app::{App, Portal};
use crate::base::alone::apart;
use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::Reach;
use crate::base::web::client::{Client, Scheme};
use crate::care::store;

use super::fetch::Fetcher;
use super::{Due, LinkState, Verdict, broken, gather, judged};

/// How many links are looked at in one turn.
const MOST: usize = 60;
/// How many of them on one host.
const A_HOST: usize = 5;
/// How many hosts are called at once.
const HOSTS_AT_ONCE: usize = 4;
/// How many steps within our own sites are followed.
const STEPS: usize = 4;

/// The duty: gathers what is new and looks at what is due.
///
/// # Errors
/// When the database does not answer.
pub async fn turn(app: App) -> Result<()> {
    gather::gather(&app).await?;
    look(&app, &Fetcher::default()).await.map(drop)
}

/// Looks at what is due; how many were looked at.
///
/// # Errors
/// When the database does not answer.
pub async fn look(app: &App, fetcher: &Fetcher) -> Result<usize> {
    let due = store::due_links(&mut app.db.platform().await?, app.db.clock.now(), MOST).await?;
    let mut hosts: BTreeMap<String, Vec<Due>> = BTreeMap::new();
    for due in due {
        let of_host = hosts.entry(due.link.host.clone()).or_default();
        if of_host.len() < A_HOST {
            of_host.push(due);
        }
    }
    let own = app.endpoint();
    let looks = hosts.into_values().map(|links| apart(look_at_host(app, fetcher, &own, links)));
    let counts: Vec<Result<usize>> = stream::iter(looks).buffer_unordered(HOSTS_AT_ONCE).collect().await;
    counts.into_iter().sum()
}

async fn look_at_host(app: &App, fetcher: &Fetcher, own: &Portal, links: Vec<Due>) -> Result<usize> {
    let many = links.len();
    for (at, due) in links.into_iter().enumerate() {
        let verdict = match ask_ourselves(app, own, &due.link.url).await {
            Some(verdict) => verdict,
            None => {
                if at > 0 {
                    tokio::time::sleep(fetcher.pause).await;
                }
                fetcher.look(&due.link.url).await
            }
        };
        let (link, due_at) = judged(&due, verdict, app.db.clock.today(), app.db.clock.now());
        let newly = link.state == LinkState::Dead && due.link.state != LinkState::Dead;
        let to = if newly && due.of_directory { broken::whom(app, &link.tenant).await? } else { None };
        let mut scope = app.db.write(&link.tenant, &Actor::system()).await?;
        store::record_look(&mut scope, &link, due_at).await?;
        if link.state != due.link.state {
            scope.changed("care", "links", Reach::Staff);
        }
        if let Some(to) = &to {
            broken::tell(&mut scope, app, to, &link).await?;
        }
        scope.commit().await?;
    }
    Ok(many)
}

/// What one of our own sites answers at an address, without the network; none where it is none of ours.
pub async fn ask_ourselves(app: &App, own: &Portal, address: &str) -> Option<Verdict> {
    let mut url: Url = address.parse().ok()?;
    for _ in 0..STEPS {
        let host = url.host_str()?.to_owned();
        app.directory.resolve(&host, url.path())?;
        let path = url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
        let (status, location) = knock(own, &host, &path).await;
        match location.filter(|_| status.is_redirection()).and_then(|to| url.join(&to).ok()) {
            Some(target) => url = target,
            None if status.is_success() => {
                return Some(Verdict::Alive("trang của hệ thống, đang đăng".into()));
            }
            None => return Some(Verdict::Failed(format!("trang của hệ thống, mã {}", status.as_u16()))),
        }
    }
    Some(Verdict::Failed("chuyển hướng quá nhiều lần".into()))
}

async fn knock(own: &Portal, host: &str, path: &str) -> (StatusCode, Option<String>) {
    let client = Client { addr: std::net::IpAddr::from([127, 0, 0, 1]), scheme: Scheme::Https };
    let request = Request::builder().uri_str(path).header(header::HOST, host).extension(client).finish();
    match own.call(request).await {
        Ok(answer) => {
            let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
            (answer.status(), location.map(str::to_owned))
        }
        Err(error) => (error.status(), None),
    }
}
