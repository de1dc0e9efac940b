//! The interface for programs, `/api/v1`, with its description as OpenAPI 3.1.

use std::sync::Arc;

use axum::extract::{Query, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{InfoBuilder, OpenApi as Description};
use utoipa::{IntoParams, OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::asked::{Asked, At, LIMIT, MOST};
use super::problem::Problem;
use super::{Shared, blocking, metrics, views};

type Answer<T> = Result<Json<T>, Problem>;

#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
struct Schemas;

/// The routes, with what is said of them.
pub fn router() -> OpenApiRouter<Shared> {
    let mut description = Schemas::openapi();
    description.info = InfoBuilder::new()
        .title("pixrec")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A collection of images: what is in it, who likes what, and what to show next.",
        ))
        .build();
    OpenApiRouter::with_openapi(description)
        .routes(routes!(images))
        .routes(routes!(image))
        .routes(routes!(similar))
        .routes(routes!(change_tags))
        .routes(routes!(users))
        .routes(routes!(user))
        .routes(routes!(add_favorite, remove_favorite))
        .routes(routes!(dismiss, show_again))
        .routes(routes!(recommendations))
        .routes(routes!(why))
        .routes(routes!(training, learn))
}

/// The description itself, health and figures.
pub fn description(description: Description) -> Router<Shared> {
    let description = Arc::new(description);
    Router::new()
        .route(
            "/api/v1/openapi.json",
            get(move || {
                let description = Arc::clone(&description);
                async move { Json(Description::clone(&description)) }
            }),
        )
        .route("/healthz", get(health))
        .route("/metrics", get(metrics::show))
}

/// Whether all is well.
#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    /// What only those are told who may know all.
    #[serde(flatten)]
    more: Option<More>,
}

#[derive(Debug, Serialize)]
struct More {
    images: usize,
    model: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
}

async fn health(State(app): State<Shared>, headers: HeaderMap) -> Answer<Health> {
    let health = blocking(move || {
        let images = app.live.now().catalog.len();
        let trouble = app.live.trouble();
        Health {
            status: if trouble.is_none() { "ok" } else { "degraded" },
            more: app.door.knows(&headers).then(|| More {
                images,
                model: views::training(&app).state,
                trouble,
            }),
        }
    });
    Ok(Json(health.await?))
}

/// What is asked of lists.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(
    dead_code,
    reason = "only described here: Asked reads the pairs, some of which stand twice"
)]
struct ListParams {
    /// Words that title, author, description, file name or tags begin with.
    #[param(max_length = 200)]
    q: Option<String>,
    /// A tag; may stand several times.
    tag: Option<Vec<String>>,
    /// A basic colour term; may stand several times.
    color: Option<Vec<String>>,
    /// landscape, portrait or square.
    orientation: Option<String>,
    /// thumbnail, medium or large.
    size: Option<String>,
    /// A licence.
    license: Option<String>,
    /// A camera's model.
    camera: Option<String>,
    /// A colour that the palette comes near, like 1e90ff.
    #[param(pattern = "^#?[0-9a-fA-F]{6}$")]
    near: Option<String>,
    /// name, likes or near.
    #[param(pattern = "^(name|likes|near)$")]
    order: Option<String>,
    /// What `next` of the page before says.
    after: Option<String>,
    /// How many at once.
    #[param(minimum = 1, maximum = 200, default = 60)]
    limit: Option<u32>,
    /// Whether to count the further choices too.
    choices: Option<bool>,
}

/// Images that a filter leaves, page by page.
#[utoipa::path(get, path = "/api/v1/images", params(ListParams), responses(
    (status = 200, body = views::Images),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn images(State(app): State<Shared>, RawQuery(query): RawQuery) -> Answer<views::Images> {
    let asked = Asked::of(query.as_deref())?;
    Ok(Json(blocking(move || views::images(&app, &asked)).await?))
}

/// All that is known of an image.
#[utoipa::path(get, path = "/api/v1/images/{id}", params(("id" = String, Path)), responses(
    (status = 200, body = views::Image),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn image(State(app): State<Shared>, At(id): At<String>) -> Answer<views::Image> {
    Ok(Json(blocking(move || views::image(&app, &id)).await??))
}

/// How many are wanted.
#[derive(Debug, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Count {
    /// How many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

impl Count {
    fn or(&self, usual: usize) -> Result<usize, Problem> {
        match self.limit.unwrap_or(usual) {
            limit @ 1..=100 => Ok(limit),
            _ => Err(Problem::wrong("'limit' can be 1 to 100")),
        }
    }
}

/// A query that was read, or why it could not be.
type Queried<T> = Result<Query<T>, axum::extract::rejection::QueryRejection>;

fn queried<T>(query: Queried<T>) -> Result<T, Problem> {
    let Query(query) = query.map_err(|error| Problem::wrong(error.body_text()))?;
    Ok(query)
}

/// Images that have much in common with one.
#[utoipa::path(get, path = "/api/v1/images/{id}/similar", params(("id" = String, Path), Count), responses(
    (status = 200, body = views::Similar),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn similar(
    State(app): State<Shared>,
    At(id): At<String>,
    count: Queried<Count>,
) -> Answer<views::Similar> {
    let count = queried(count)?.or(12)?;
    let found = blocking(move || views::similar(&app, &id, count)).await??;
    Ok(Json(found))
}

/// Adds tags to an image and removes others.
#[utoipa::path(post, path = "/api/v1/images/{id}/tags", params(("id" = String, Path)), request_body = views::TagChange, responses(
    (status = 200, body = views::Image),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn change_tags(
    State(app): State<Shared>,
    At(id): At<String>,
    change: Result<Json<views::TagChange>, axum::extract::rejection::JsonRejection>,
) -> Answer<views::Image> {
    let Json(change) = change.map_err(|error| Problem::new(error.status(), error.body_text()))?;
    let done = blocking(move || {
        views::image(&app, &id)?;
        if !(change.add.is_empty() && change.remove.is_empty()) {
            app.live.tag(&id, &change.add, &change.remove)?;
        }
        views::image(&app, &id)
    });
    Ok(Json(done.await??))
}

/// What is asked of the list of users.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UserParams {
    /// A text that the names hold.
    q: Option<String>,
    /// What `next` of the page before says.
    after: Option<String>,
    /// How many at once.
    #[param(minimum = 1, maximum = 200, default = 60)]
    limit: Option<usize>,
}

/// Users, page by page.
#[utoipa::path(get, path = "/api/v1/users", params(UserParams), responses(
    (status = 200, body = views::Users),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn users(State(app): State<Shared>, asked: Queried<UserParams>) -> Answer<views::Users> {
    let asked = queried(asked)?;
    let limit = asked.limit.unwrap_or(LIMIT);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::wrong("'limit' can be 1 to 200"));
    }
    let (text, after) = (asked.q.unwrap_or_default(), asked.after.unwrap_or_default());
    Ok(Json(
        blocking(move || views::users(&app, &text, &after, limit)).await?,
    ))
}

/// A user: favourites, what was dismissed, and what the favourites have in common.
#[utoipa::path(get, path = "/api/v1/users/{user}", params(("user" = String, Path)), responses(
    (status = 200, body = views::User),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn user(State(app): State<Shared>, At(user): At<String>) -> Answer<views::User> {
    Ok(Json(blocking(move || views::user(&app, &user)).await??))
}

/// What is changed of somebody's images.
#[derive(Clone, Copy)]
enum Change {
    Favorite,
    NoFavorite,
    Dismissed,
    ShownAgain,
}

async fn change(
    app: Shared,
    user: String,
    id: String,
    change: Change,
) -> Result<StatusCode, Problem> {
    let done = blocking(move || {
        views::somebody(&app, &user)?;
        // A favourite may outlive its image, and can still be taken away.
        if matches!(change, Change::Favorite | Change::Dismissed) {
            views::image(&app, &id)?;
        }
        match change {
            Change::Favorite => app.favorite(&user, &id, false),
            Change::NoFavorite => app.favorite(&user, &id, true),
            Change::Dismissed => app.live.dismiss(&user, &id, false),
            Change::ShownAgain => app.live.dismiss(&user, &id, true),
        }?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT)
    });
    done.await?
}

/// Makes an image a favourite of a user, who need not be known yet.
#[utoipa::path(put, path = "/api/v1/users/{user}/favorites/{id}", params(("user" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn add_favorite(
    State(app): State<Shared>,
    At((user, id)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    change(app, user, id, Change::Favorite).await
}

/// Takes an image from the favourites of a user.
#[utoipa::path(delete, path = "/api/v1/users/{user}/favorites/{id}", params(("user" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn remove_favorite(
    State(app): State<Shared>,
    At((user, id)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    change(app, user, id, Change::NoFavorite).await
}

/// Keeps an image from being recommended to a user again.
#[utoipa::path(put, path = "/api/v1/users/{user}/dismissed/{id}", params(("user" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn dismiss(
    State(app): State<Shared>,
    At((user, id)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    change(app, user, id, Change::Dismissed).await
}

/// Lets an image be recommended to a user again.
#[utoipa::path(delete, path = "/api/v1/users/{user}/dismissed/{id}", params(("user" = String, Path), ("id" = String, Path)), responses(
    (status = 204), (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn show_again(
    State(app): State<Shared>,
    At((user, id)): At<(String, String)>,
) -> Result<StatusCode, Problem> {
    change(app, user, id, Change::ShownAgain).await
}

/// What is recommended to a user, from the favourites as they are at this moment.
#[utoipa::path(get, path = "/api/v1/users/{user}/recommendations", params(("user" = String, Path), Count), responses(
    (status = 200, body = views::Recommendations),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn recommendations(
    State(app): State<Shared>,
    At(user): At<String>,
    count: Queried<Count>,
) -> Answer<views::Recommendations> {
    let count = queried(count)?.or(5)?;
    let list = blocking(move || views::recommendations(&app, &user, count)).await??;
    Ok(Json(list))
}

/// What the score of an image for a user is made of.
#[utoipa::path(get, path = "/api/v1/users/{user}/recommendations/{id}", params(("user" = String, Path), ("id" = String, Path)), responses(
    (status = 200, body = views::Why),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
async fn why(
    State(app): State<Shared>,
    At((user, id)): At<(String, String)>,
) -> Answer<views::Why> {
    Ok(Json(blocking(move || views::why(&app, &user, &id)).await??))
}

/// How far the model is.
#[utoipa::path(get, path = "/api/v1/training", responses((status = 200, body = views::Training)))]
async fn training(State(app): State<Shared>) -> Json<views::Training> {
    Json(views::training(&app))
}

/// Lets the model learn from all favourites as they are now, in the background.
#[utoipa::path(post, path = "/api/v1/training", responses(
    (status = 202, body = views::Training),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
async fn learn(State(app): State<Shared>) -> (StatusCode, Json<views::Training>) {
    app.adviser.learn();
    (StatusCode::ACCEPTED, Json(views::training(&app)))
}
