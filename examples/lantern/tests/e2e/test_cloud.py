"""The cloud's containers, as they are put on a host."""

from typing import Any

import pytest

NEEDS = {"api": {"postgres", "redis"}, "worker": {"postgres", "redis"}}


def test_the_cloud_has_its_four_containers(compose: dict[str, Any]) -> None:
    assert set(compose) == {"api", "worker", "postgres", "redis"}


@pytest.mark.parametrize("name", ["api", "worker"])
def test_an_image_of_ours_is_of_this_release(compose: dict[str, Any], release: str, name: str) -> None:
    assert compose[name]["image"].split("@")[0].endswith(f"/lantern/{name}:{release}")


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_a_container_starts_after_the_data_stores(compose: dict[str, Any], name: str) -> None:
    assert set(compose[name]["depends_on"]) == NEEDS[name]


@pytest.mark.parametrize("name", ["api", "postgres", "redis", "worker"])
def test_a_container_comes_back_after_a_crash(compose: dict[str, Any], name: str) -> None:
    assert compose[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_data_outlive_their_container(compose: dict[str, Any], name: str) -> None:
    assert [volume.partition(":")[0] for volume in compose[name]["volumes"]] == [f"{name}-data"]
