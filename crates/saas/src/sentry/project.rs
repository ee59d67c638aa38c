//! `saas:sentry/Project`: the errors of one application.

use crate::prelude::*;

/// The properties of a project.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ProjectProps {
    /// The slug of the organization.
    #[arg(replace = "a project stays in its organization", length = 1..)]
    pub organization: String,
    /// The slug of the project, which is unique in the organization.
    #[arg(replace = "the slug is the project's identity", length = 1..=100, pattern = "[a-z0-9_-]+")]
    pub slug: String,
    /// The slugs of the teams that see it.
    #[arg(required, set, items = 1..)]
    pub teams: Vec<String>,
    /// The name. The default is the slug.
    #[arg(computed)]
    pub name: Option<String>,
    /// The platform: `node-nestjs`, `javascript-nextjs`.
    pub platform: Option<String>,
}

/// A project (`POST /teams/ORGANIZATION/TEAM/projects`), with the key that every project begins with.
///
/// Its id is `ORGANIZATION|SLUG`.
///
/// <https://docs.sentry.io/api/projects/create-a-new-project/>
#[resource("saas:sentry/Project", props = ProjectProps)]
pub struct Project {
    /// The number.
    pub id: String,
    /// The address that the application sends its errors to. It has the key of the project.
    #[attr(secret)]
    pub dsn: String,
}

fn path(id: &Id) -> Result<String> {
    let (organization, slug) = two_parts(id, "ORGANIZATION|SLUG")?;
    Ok(format!("/api/0/projects/{organization}/{slug}/"))
}

/// The address in the first key that is active.
async fn dsn(client: &Client, path: &str) -> Result<String> {
    let keys = client.get(&format!("{path}keys/")).await?;
    let active = keys.as_array().into_iter().flatten().find(|key| key["isActive"] != false);
    let active = active.ok_or_else(|| {
        let message = "the project has no active client key\nCreate one in its settings, under Client Keys (DSN)";
        ProviderError::new(ErrorKind::Failed, message)
    })?;
    text(active, "/dsn/public")
}

fn name(props: &ProjectProps) -> &str {
    props.name.as_deref().unwrap_or(&props.slug)
}

/// Adds the project to teams, and removes it from others.
async fn set_teams(client: &Client, path: &str, old: &[String], new: &[String]) -> Result<()> {
    for team in new.iter().filter(|team| !old.contains(team)) {
        client.post(&format!("{path}teams/{team}/"), &json!({})).await?;
    }
    for team in old.iter().filter(|team| !new.contains(team)) {
        client.delete(&format!("{path}teams/{team}/")).await?;
    }
    Ok(())
}

impl Resource for Project {
    type Api = Saas;
    type Identity = Self;

    fn meta() -> Meta {
        Meta::new("sentry")
            .global()
            .typical(Seconds { create: 2, update: 1, delete: 1 })
            .unique(&[&["organization", "slug"]])
            .holds_data("the errors that the project has received")
            .terraform(&[("sentry_project", "{organization}|{id}")])
    }

    fn check(props: &ProjectProps) -> Vec<String> {
        let is_number = props.slug.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { vec![format!("invalid `slug` `{}`: expected more than digits", props.slug)] } else { Vec::new() }
    }

    async fn create(cx: &OperationContext<Self>, props: &ProjectProps) -> Result<ProjectAttrs> {
        let client = cx.api().sentry().await?;
        let Some((first, _)) = props.teams.split_first() else { return Err(unreadable("teams")) };
        let mut body = json!({ "name": name(props), "slug": props.slug, "default_rules": false });
        if let Some(platform) = &props.platform {
            body["platform"] = json!(platform);
        }
        let id = Id::joined([&props.organization, &props.slug].map(String::as_str));
        let path = path(&id)?;
        let of_team = format!("/api/0/teams/{}/{first}/projects/", props.organization);
        let attrs = create_once(cx, props, || async {
            let created = client.post(&of_team, &body).await?;
            let attrs = ProjectAttrs { id: text(&created, "/id")?, dsn: String::new() };
            Ok((id.clone(), attrs))
        })
        .await?;
        set_teams(&client, &path, std::slice::from_ref(first), &props.teams).await?;
        Ok(ProjectAttrs { dsn: dsn(&client, &path).await?, ..attrs })
    }

    async fn read(cx: &ReadContext<Saas>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let client = &cx.api().sentry().await?;
        read_each(ids, |id| async move {
            let (organization, slug) = two_parts(id, "ORGANIZATION|SLUG")?;
            let path = path(id)?;
            let Some(found) = client.get_if_exists(&path).await? else { return Ok(None) };
            let teams = found["teams"].as_array().ok_or_else(|| unreadable("teams"))?;
            let props = ProjectProps {
                organization: organization.to_owned(),
                slug: slug.to_owned(),
                teams: teams.iter().map(|team| text(team, "/slug")).collect::<Result<_>>()?,
                name: optional_text(&found, "/name"),
                platform: optional_text(&found, "/platform").filter(|platform| !platform.is_empty()),
            };
            let attrs = ProjectAttrs { id: text(&found, "/id")?, dsn: dsn(client, &path).await? };
            Ok(Some(ResourceState { id: id.clone(), props, attrs, status: Status::Ready }))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, request: &UpdateRequest<Self>) -> Result<ProjectAttrs> {
        let (client, path) = (cx.api().sentry().await?, path(id)?);
        if request.has_besides(&["teams"]) {
            let platform = request.new.platform.as_deref().unwrap_or_default();
            client.put(&path, &json!({ "name": name(&request.new), "platform": platform })).await?;
        }
        if request.has("teams") {
            set_teams(&client, &path, &request.old.teams, &request.new.teams).await?;
        }
        Ok(request.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.api().sentry().await?.delete(&path(id)?).await
    }
}

impl Identity<Self> for Project {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    async fn find(cx: &OperationContext<Self>, props: &ProjectProps) -> Result<Vec<Id>> {
        let id = Id::joined([&props.organization, &props.slug].map(String::as_str));
        let found = cx.api().sentry().await?.get_if_exists(&path(&id)?).await?;
        Ok(found.map(|_| id).into_iter().collect())
    }
}
