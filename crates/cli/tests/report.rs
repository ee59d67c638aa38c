//! Reports for others: the comment, the JSON document, and the HTML page in a real browser.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "report/diagram.rs"]
mod diagram;
mod support;

use std::fmt::Write as _;

use support::{DEV, Project};

#[test]
fn a_comment_shows_replacements_first_and_folds_the_rest() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let preview = project.run(&["preview", "-C", "folder=b", "--format", "markdown"]);
    insta::assert_snapshot!("comment-replace", preview.shown());
}

#[test]
fn comments_of_failed_runs_and_invalid_programs_contain_their_errors() {
    let project = Project::new();
    let failed = project.ran(
        project
            .command(&["up", "--yes", "--parallel", "1", "--format", "markdown"])
            .env("DISK_TROUBLE", "fail CreateFile"),
    );
    assert_eq!(failed.code, Some(1));
    assert!(failed.out.contains("## Partly applied to `demo/dev`"), "{}", failed.out);
    assert!(failed.out.contains("DiskLimitExceeded"), "{}", failed.out);
    let mistaken = project.run(&["preview", "-C", "files=3", "--format", "markdown"]);
    assert_eq!(mistaken.code, Some(3), "{mistaken:?}");
    assert!(mistaken.out.contains("```text\nerror:"), "{}", mistaken.out);
}

#[test]
fn the_json_document_has_the_plan_and_no_secret() {
    let project = Project::new();
    project.configure("dev", &format!("password = \"hunter2\"\n{DEV}"));
    let preview = project.run(&["preview", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&preview.out).unwrap();
    assert_eq!(report["format"], 1);
    assert_eq!(report["counts"]["create"], 3);
    assert_eq!(report["resources"].as_array().unwrap().len(), 3);
    assert!(!preview.out.contains("hunter2") && !preview.err.contains("hunter2"));
    assert_eq!(preview.err, "", "no other output");
}

#[test]
fn a_plan_for_scanners_names_the_types_that_it_is_without() {
    let project = Project::new();
    let preview = project.run(&["preview", "--format", "terraform"]);
    assert_eq!(preview.code, Some(0), "{preview:?}");
    let plan: serde_json::Value = serde_json::from_str(&preview.out).unwrap();
    assert_eq!(plan["format_version"], "1.2");
    assert_eq!(plan["resource_changes"], serde_json::json!([]));
    let warning = "warning: not in the document, because no type of Terraform is known for them: disk:fs/";
    assert!(preview.err.starts_with(warning), "{}", preview.err);
    let preview = project.run(&["preview", "--format", "cloudformation", "--detailed-exit-code"]);
    assert_eq!(preview.code, Some(2), "{preview:?}");
    let template: serde_json::Value = serde_json::from_str(&preview.out).unwrap();
    assert_eq!(template["Resources"], serde_json::json!({}));
    let refused = project.run(&["up", "--yes", "--format", "terraform"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
}

#[test]
fn every_format_has_the_chain_from_the_edited_line_and_no_secret() {
    let project = Project::new();
    project.configure("dev", &format!("password = \"hunter2\"\n{DEV}"));
    let with = |args: &[&str]| project.ran(project.command(args).env("ARCHIPEL_PASSPHRASE", "correct horse"));
    assert_eq!(with(&["up", "--yes"]).code, Some(0));
    let chain = "changes, which replaces it; this changes `folder` of disk:fs/File notes/one (here), which is replaced";
    for form in ["text", "markdown", "json"] {
        let preview =
            with(&["preview", "-C", "folder=b", "-C", "password=hunter3", "--format", form, "--report", "report.html"]);
        assert_eq!(preview.code, Some(0), "{preview:?}");
        let page = std::fs::read_to_string(project.path("report.html")).unwrap();
        for text in [&preview.out, &preview.err, &page] {
            assert!(!text.contains("hunter"), "{form}: {text}");
        }
        assert!(page.contains(chain), "the page of {form}");
        if form == "json" {
            let report: serde_json::Value = serde_json::from_str(&preview.out).unwrap();
            let resources = report["resources"].as_array().unwrap();
            let find = |field: &str, value: &str| resources.iter().find(|resource| resource[field] == value).unwrap();
            let folder = find("type", "disk:fs/Folder");
            assert_eq!(find("path", "notes/one")["caused_by"], folder["urn"], "the diagram shows this path");
            assert_eq!(folder["caused_by"], serde_json::Value::Null);
        }
        // Every word that is not plain is code in a comment.
        let out = preview.out.replace("`disk:fs/File`", "disk:fs/File");
        assert!(form == "text" || out.contains(chain), "{form}: {}", preview.out);
    }
}

#[test]
fn an_unwritable_report_is_reported_before_anything_is_done() {
    let project = Project::new();
    let ran = project.run(&["up", "--yes", "--report", "no/such/folder/report.html"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("cannot write the report"), "{}", ran.err);
    assert!(!project.path("disk/a").exists());
}

/// A stack with this many files in one folder.
fn many(files: usize) -> String {
    let mut text = "folder = \"a\"\n\n[files]\n".to_owned();
    for file in 0..files {
        writeln!(text, "file-{file} = \"content {file}\"").unwrap();
    }
    text
}

#[test]
fn a_thousand_changed_resources_fit_a_comment_and_a_page_of_two_megabytes() {
    let project = Project::new();
    project.configure("dev", &many(1000));
    assert_eq!(project.run(&["up", "--yes", "--quiet"]).code, Some(0));
    let preview = project.run(&["preview", "-C", "folder=b", "--format", "markdown", "--report", "report.html"]);
    assert_eq!(preview.code, Some(0), "{}", preview.err);
    assert!(preview.out.chars().count() < 65_536);
    assert!(preview.out.contains("do not fit into a comment"));
    let page = std::fs::metadata(project.path("report.html")).unwrap().len();
    assert!(page < 2_000_000, "{page} bytes");
}

mod browser {
    //! The page in headless Chromium, through ChromeDriver. `.ci/run` installs both and sets
    //! `ARCHIPEL_REQUIRE_BROWSER`; without it a machine that has no browser leaves these tests out, and says so.

    use std::net::TcpListener;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use fantoccini::key::Key;
    use fantoccini::{Client, ClientBuilder, Locator};
    use hyper_util::client::legacy::connect::HttpConnector;
    use serde_json::json;

    use super::*;

    pub(crate) struct Driver {
        process: Child,
        port: u16,
        profile: tempfile::TempDir,
    }

    impl Drop for Driver {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    impl Driver {
        pub(crate) fn start() -> Option<Self> {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let process = Command::new("chromedriver")
                .arg(format!("--port={port}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            match process {
                Ok(process) => Some(Self { process, port, profile: tempfile::tempdir().unwrap() }),
                Err(error) => {
                    assert!(std::env::var_os("ARCHIPEL_REQUIRE_BROWSER").is_none(), "chromedriver: {error}");
                    eprintln!("skipped: no chromedriver ({error})");
                    None
                }
            }
        }

        pub(crate) async fn client(&self, dark: bool) -> Client {
            let mut args = vec![
                "--headless".to_owned(),
                "--no-sandbox".to_owned(),
                "--disable-gpu".to_owned(),
                "--disable-quic".to_owned(),
                "--no-first-run".to_owned(),
                "--disable-background-networking".to_owned(),
                "--disable-component-update".to_owned(),
                "--disable-sync".to_owned(),
                "--window-size=1200,900".to_owned(),
                format!("--user-data-dir={}", self.profile.path().display()),
            ];
            if dark {
                args.push("--force-dark-mode".to_owned());
            }
            let capabilities = json!({ "goog:chromeOptions": { "args": args } });
            let until = Instant::now() + Duration::from_secs(30);
            loop {
                let client = ClientBuilder::new(HttpConnector::new())
                    .capabilities(capabilities.as_object().unwrap().clone())
                    .connect(&format!("http://127.0.0.1:{}", self.port))
                    .await;
                match client {
                    Ok(client) => return client,
                    Err(error) if Instant::now() > until => panic!("no browser: {error}"),
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                }
            }
        }
    }

    pub(crate) async fn number(client: &Client, script: &str) -> u64 {
        client.execute(&format!("return {script}"), Vec::new()).await.unwrap().as_u64().unwrap()
    }

    pub(crate) async fn text(client: &Client, script: &str) -> String {
        let value = client.execute(&format!("return {script}"), Vec::new()).await.unwrap();
        value.as_str().unwrap_or_default().to_owned()
    }

    const SHOWN: &str = "document.querySelectorAll('.resource:not([hidden])').length";

    #[tokio::test]
    async fn the_page_is_searched_filtered_and_walked_with_the_keyboard() {
        let Some(driver) = Driver::start() else { return };
        let project = Project::new();
        project.configure("dev", &many(1000));
        project.run(&["up", "--yes", "--quiet"]);
        project.run(&["preview", "-C", "folder=b", "--report", "report.html"]);
        let client = driver.client(false).await;
        client.goto(&format!("file://{}", project.path("report.html").display())).await.unwrap();
        let ready = number(&client, "Number(document.body.dataset.ready)").await;
        assert!(ready > 0, "the script has finished");
        eprintln!("1,001 resources: interactive after {ready} ms");
        assert_eq!(number(&client, SHOWN).await, 1001);
        // The files are one group.
        assert_eq!(number(&client, "document.querySelectorAll('#graph .node').length").await, 1);
        assert_eq!(number(&client, "document.querySelectorAll('#graph .group.folded.replace').length").await, 1);
        assert_eq!(number(&client, "document.querySelectorAll('#graph .edge').length").await, 1);
        assert!(
            text(&client, "document.querySelector('#expected').textContent")
                .await
                .starts_with("Estimated duration: about")
        );
        assert!(
            text(&client, "document.querySelector('#list').textContent")
                .await
                .contains("loses the files in the folder")
        );

        // One key focuses the search, which filters the list and the diagram.
        client.active_element().await.unwrap().send_keys("/").await.unwrap();
        client.active_element().await.unwrap().send_keys("file-77").await.unwrap();
        assert_eq!(number(&client, SHOWN).await, 11);
        assert_eq!(number(&client, "document.querySelectorAll('#graph .node:not(.faded)').length").await, 0);
        assert_eq!(number(&client, "document.querySelectorAll('#graph .folded:not(.faded)').length").await, 1);
        client.execute("document.querySelector('#search').value = ''", Vec::new()).await.unwrap();
        let type_of = client.find(Locator::Css("#type")).await.unwrap();
        type_of.select_by_value("disk:fs/Folder").await.unwrap();
        assert_eq!(number(&client, SHOWN).await, 1);

        // Keys in the diagram: next, open, move, zoom.
        client.execute("document.querySelector('#type').value = ''; document.querySelector('#type').dispatchEvent(new Event('input')); document.querySelector('#graph').focus()", Vec::new()).await.unwrap();
        let before = text(&client, "document.querySelector('#graph > g').getAttribute('transform')").await;
        let graph = client.active_element().await.unwrap();
        graph.send_keys("n").await.unwrap();
        graph.send_keys("+").await.unwrap();
        graph.send_keys(&char::from(Key::Right).to_string()).await.unwrap();
        assert_ne!(text(&client, "document.querySelector('#graph > g').getAttribute('transform')").await, before);
        assert_eq!(number(&client, "document.querySelectorAll('.node.chosen').length").await, 1);
        // The second resource is in the group, which unfolds.
        graph.send_keys("n").await.unwrap();
        assert_eq!(number(&client, "document.querySelectorAll('#graph .node').length").await, 1001);
        graph.send_keys(&char::from(Key::Enter).to_string()).await.unwrap();
        assert_eq!(text(&client, "document.activeElement.tagName").await, "SUMMARY");
        client.close().await.unwrap();
    }

    #[tokio::test]
    async fn the_page_of_a_failover_has_its_steps_with_their_reasons_and_the_checks() {
        let Some(driver) = Driver::start() else { return };
        let project = Project::new();
        project.run(&["preview", "--report", "report.html"]);
        // The page of a stack without a recovery program, with the part of the document that a failover adds to it.
        let page = std::fs::read_to_string(project.path("report.html")).unwrap();
        let recovery = serde_json::json!({
            "from": "eu-west-1", "to": "us-east-1", "mode": "unplanned",
            "steps": [
                {"urn": "a", "what": "the database moves", "reason": "users write there", "done": true, "millis": 1, "loss": "a second"},
                {"urn": "b", "what": "the cache moves", "reason": "jobs are there", "done": false, "millis": 90_000, "loss": "<b>jobs</b>", "back": "`failback`"},
            ],
            "checks": [{"name": "lag", "region": "us-east-1", "found": "1 s"}],
        });
        let marked = format!("{{\"report\":{{\"recovery\":{},", recovery.to_string().replace('<', "\\u003c"));
        let data = "{\"report\":{";
        assert_eq!(page.matches(data).count(), 1);
        std::fs::write(project.path("failover.html"), page.replace(data, &marked)).unwrap();
        let client = driver.client(false).await;
        client.goto(&format!("file://{}", project.path("failover.html").display())).await.unwrap();
        let shown = text(&client, "document.querySelector('#failover').innerText").await;
        let lines: Vec<&str> = shown.lines().filter(|line| !line.trim().is_empty()).collect();
        let expected = [
            "Failover from eu-west-1 to us-east-1, unplanned",
            "the database moves done",
            "why: users write there",
            "the cache moves about 1 min 30 s",
            "why: jobs are there",
            "can be lost: <b>jobs</b>",
            "way back: `failback`",
            "Checks",
            "lag in us-east-1: 1 s",
        ];
        assert_eq!(lines, expected);
        assert_eq!(text(&client, "document.querySelector('nav a').textContent").await, "Failover");
        client.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_run_has_a_timeline_with_its_critical_path_in_light_and_dark() {
        let Some(driver) = Driver::start() else { return };
        let project = Project::new();
        project.run(&["up", "--yes", "--report", "run.html"]);
        let mut backgrounds = Vec::new();
        for dark in [false, true] {
            let client = driver.client(dark).await;
            client.goto(&format!("file://{}", project.path("run.html").display())).await.unwrap();
            assert_eq!(number(&client, "document.querySelectorAll('#timeline .row').length").await, 3);
            assert_eq!(number(&client, "document.querySelectorAll('#timeline .row.critical').length").await, 2);
            assert_eq!(text(&client, "[...document.querySelectorAll('nav a')].map((a) => a.textContent + (document.querySelector(a.hash) ? '' : '?')).join()").await, "Resources,Diagram,Timeline");
            assert!(text(&client, "document.querySelector('#summary').textContent").await.contains("3 created"));
            backgrounds.push(text(&client, "getComputedStyle(document.body).backgroundColor").await);
            client.close().await.unwrap();
        }
        assert_ne!(backgrounds[0], backgrounds[1], "dark is another colour");
    }
}
