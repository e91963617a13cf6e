"""Make the dashboard of `bench.peers` in Superset; run by Superset's own Python, with SUPERSET_CONFIG_PATH set.

python superset_dashboard.py DATABASE
"""

import json
import sys

from superset.app import create_app  # type: ignore[import-not-found]

ATTACKS = ["Battles", "Explosions/Remote violence", "Violence against civilians"]
PARENTS = ["ROOT_ID", "GRID_ID", "ROW"]


def describe_chart(table: int) -> dict:
    return {
        "datasource": f"{table}__table",
        "viz_type": "echarts_timeseries_bar",
        "x_axis": "event_date",
        "time_grain_sqla": "P1W",
        "metrics": [{"expressionType": "SQL", "sqlExpression": "COUNT(*)", "label": "attacks"}],
        "groupby": [],
        "row_limit": 10000,
        "adhoc_filters": [
            {
                "expressionType": "SIMPLE",
                "clause": "WHERE",
                "subject": "event_type",
                "operator": "IN",
                "comparator": ATTACKS,
            }
        ],
    }


def describe_layout(chart: int) -> dict:
    root, grid, row = PARENTS
    return {
        "DASHBOARD_VERSION_KEY": "v2",
        root: {"type": "ROOT", "id": root, "children": [grid]},
        grid: {"type": "GRID", "id": grid, "children": [row], "parents": [root]},
        row: {"type": "ROW", "id": row, "children": ["CHART"], "parents": [root, grid], "meta": {}},
        "CHART": {
            "type": "CHART", "id": "CHART", "children": [], "parents": PARENTS, "meta": {"chartId": chart, "width": 12, "height": 50},
        },
    }  # fmt: skip


def describe_filter(table: int, chart: int) -> dict:
    return {
        "id": "NATIVE_FILTER-target",
        "name": "Target",
        "type": "NATIVE_FILTER",
        "filterType": "filter_select",
        "targets": [{"datasetId": table, "column": {"name": "civilian_targeting"}}],
        "controlValues": {"multiSelect": True, "enableEmptyFilter": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "chartsInScope": [chart],
        "tabsInScope": [],
    }


def make_dashboard(file: str) -> None:
    from superset import db  # type: ignore[import-not-found]
    from superset.connectors.sqla.models import SqlaTable  # type: ignore[import-not-found]
    from superset.models.core import Database  # type: ignore[import-not-found]
    from superset.models.dashboard import Dashboard  # type: ignore[import-not-found]
    from superset.models.slice import Slice  # type: ignore[import-not-found]

    def keep(made):  # gives it its number
        db.session.add(made)
        db.session.flush()
        return made

    database = keep(Database(database_name="events", sqlalchemy_uri=f"sqlite:///{file}"))
    table = keep(SqlaTable(table_name="events", database=database, main_dttm_col="event_date"))
    table.fetch_metadata()
    for column in table.columns:
        if column.column_name == "event_date":
            column.is_dttm, column.python_date_format = True, "%Y-%m-%d"
    params = json.dumps(describe_chart(table.id))
    kind = "echarts_timeseries_bar"
    chart = keep(
        Slice(slice_name="Attacks", datasource_id=table.id, datasource_type="table", viz_type=kind, params=params)
    )
    metadata = json.dumps({"native_filter_configuration": [describe_filter(table.id, chart.id)]})
    position = json.dumps(describe_layout(chart.id))
    keep(
        Dashboard(
            dashboard_title="Attacks",
            slug="attacks",
            published=True,
            position_json=position,
            json_metadata=metadata,
            slices=[chart],
        )
    )
    db.session.commit()


with create_app().app_context():
    make_dashboard(sys.argv[1])
