"""What the hand-made Board was asked before: one that is overdue, one that is done."""

from dashboard.queries.follow_up_views import FollowUp
from framework.model.results import Rating

FOLLOW_UPS = (
    FollowUp(
        id="answered_in_time",
        title="Requests for help answered within 2 working days",
        of="September 2026",
        asked="The Board was asked to decide.",
        decided="Fund a duty rota until March.",
        action="A rota covers leave at the front door.",
        due="By 1 November 2026, which has passed",
        owner="Head of Front Door Services",
        done="",
        state="overdue",
        then=Rating.AMBER,
        then_text="91.2%",
        now=Rating.RED,
        now_text="76.1%",
    ),
    FollowUp(
        id="assessed_in_time",
        title="Early help assessments completed within 45 working days",
        of="August 2026",
        asked="",
        decided="",
        action="",
        due="",
        owner="",
        done="Both posts are filled.",
        state="done",
        then=Rating.NOT_RATED,
        then_text="[c]",
        now=Rating.AMBER,
        now_text="88.0%",
    ),
)
