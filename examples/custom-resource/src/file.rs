//! `local:fs/File`: a file on this machine.

use archipel::engine::resource::prelude::*;

use crate::local::Local;

/// What a file is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FileProps {
    /// Its name.
    #[arg(replace = "a file keeps its name")]
    pub name: String,
    /// What is in it.
    pub content: String,
    /// Whether only its owner may read it.
    #[arg(default = false)]
    pub private: bool,
}

/// A file on this machine.
#[resource("local:fs/File", props = FileProps)]
pub struct File {
    /// Where it is.
    pub path: String,
}

impl Resource for File {
    type Api = Local;
    type Identity = Self;

    fn meta() -> Meta {
        // No two files have one name: a replacement that keeps it deletes the old one first.
        Meta::new("local").unique(&[&["name"]]).holds_data("what is in the file")
    }

    fn check(props: &FileProps) -> Vec<String> {
        if props.name.is_empty() || props.name.contains('/') || props.name.starts_with('.') {
            vec![format!("`name` is `{}`: a file's name is not empty, has no `/` and starts with no dot", props.name)]
        } else {
            Vec::new()
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &FileProps) -> Result<FileAttrs> {
        // The one call that makes it: sent once, looked for with `find` where it is not known whether it was carried
        // out, its id durable before anything else is done.
        let id = cx
            .allocate(props, || async {
                let id = Id::new(&props.name);
                cx.api().make(&id, cx.token(), &props.content, props.private)?;
                Ok(id)
            })
            .await?;
        Ok(attributes(cx, &id))
    }

    async fn read(cx: &ReadContext<Local>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut seen = Vec::new();
        for id in ids {
            // What is not there is left out. An error is an error.
            if let Some((content, private)) = cx.api().read(id)? {
                let props = FileProps { name: id.to_string(), content, private };
                seen.push(ResourceState { id: id.clone(), props, attrs: attributes(cx, id), status: Status::Ready });
            }
        }
        Ok(seen)
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<FileAttrs> {
        cx.api().write(id, &change.new.content, change.new.private)?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        cx.api().remove(id)
    }
}

impl Identity<Self> for File {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    async fn find(cx: &OperationContext<Self>, props: &FileProps) -> Result<Vec<Id>> {
        let id = Id::new(&props.name);
        let ours = cx.api().made_by(&id, cx.token()) && cx.api().read(&id)?.is_some();
        Ok(if ours { vec![id] } else { Vec::new() })
    }
}

fn attributes(cx: &ReadContext<Local>, id: &Id) -> FileAttrs {
    FileAttrs { path: cx.api().path(id).display().to_string() }
}
