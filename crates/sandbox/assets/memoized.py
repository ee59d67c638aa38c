"""What moto 5.2.5 computes for each request, account or region, computed once. No response differs. As in
corrections.py, each looks up the replaced function by name.
"""

import copy
import functools
import gc
from types import SimpleNamespace

from corrections import replaces


def apply():
    requests()
    managed_policies()
    images()


def requests():
    from moto.core import responses
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication

    # --- moto listed its own folder, and matched a host with the pattern of each service, at each request.

    find = DomainDispatcherApplication.get_backend_for_host
    DomainDispatcherApplication.get_backend_for_host = functools.lru_cache(maxsize=1024)(find)

    # --- moto inspected each member of the class that answers a request, at each request.

    @replaces(responses, "method_names_from_class")
    @functools.cache
    def method_names_from_class(before, response_class):
        return frozenset(before(response_class))


def managed_policies():
    from moto.iam.models import IAMBackend
    from moto.iam.utils import random_policy_id

    # --- moto parsed the documents of AWS's policies, more than a thousand, for each account.

    @functools.cache
    def parsed(before, region_name):
        return before(SimpleNamespace(account_id="", region_name=region_name))

    def copy_for(account_id, policy):
        own = copy.copy(policy)
        own.account_id, own.id, own.tags = account_id, random_policy_id(), {}
        own.versions = [copy.copy(version) for version in policy.versions]
        return own

    @replaces(IAMBackend, "_init_aws_policies")
    def init_aws_policies(before, self):
        return [copy_for(self.account_id, policy) for policy in parsed(before, self.region_name)]


def images():
    from moto.ec2 import utils
    from moto.ec2.models import amis

    # --- moto read the files of images, and parsed the dates in them, for each account and region.

    read = functools.cache(amis.load_resource)
    amis.load_resource = lambda path: [dict(image) for image in read(path)]
    amis.parse_timestamp = functools.cache(amis.parse_timestamp)

    # --- the garbage collector visited the images of all accounts again and again.

    @replaces(amis.AmiBackend, "_load_amis")
    def load_amis(before, self):
        before(self)
        gc.freeze()

    # --- moto drew each digit of an id by itself, and each image has a volume and a snapshot with an id.

    @replaces(utils, "random_resource_id")
    def random_resource_id(before, size=8):
        return f"{utils.random.getrandbits(4 * size):0{size}x}"
