"""Health for machines: alive, ready, counted."""

import pytest


def test_alive(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready(client):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "parts": {"database": True}},
    )


def _broken():
    raise OSError("no such host: db.internal")


@pytest.mark.parametrize("check", [lambda: False, _broken])
def test_not_ready(house, client, check, caplog):
    house.ready["models"] = check
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "parts": {"database": True, "models": False}}
    assert "db.internal" not in caplog.text


def test_metrics(client):
    client.post("/twilio/voice")
    text = client.get("/metrics").text
    assert 'voicebot_webhooks_total{answer="forged",route="/twilio/voice"} 1.0' in text


def test_metrics_are_not_for_the_world(client):
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
