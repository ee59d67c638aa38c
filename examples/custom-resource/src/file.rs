//! `local:fs/File`: a file on this machine.

use archipel::resource::prelude::*;

use crate::local::Local;

/// The properties of a file.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct FileProps {
    /// The file name.
    #[arg(replace = "a file keeps its name")]
    pub name: String,
    /// The content.
    pub content: String,
    /// Whether only its owner may read it.
    #[arg(default = false)]
    pub private: bool,
}

/// A file on this machine.
#[resource("local:fs/File", props = FileProps)]
pub struct File {
    /// The path.
    pub path: String,
}

impl Resource for File {
    type Api = Local;
    type Identity = Self;

    fn meta() -> Meta {
        // File names are unique: a replacement that keeps the name deletes the old file first.
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
        // The create call. The engine sends it once, calls `find` if its outcome is unknown, and stores the id
        // durably before it continues.
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
            // Missing files are omitted. Other errors are returned.
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
