"""Works an organization with Adobe's own client and prints what came of it, as JSON.

Arguments: endpoint, organization, API key, token, address of a user to add, a group, a profile.
"""

import json
import sys

import requests
import umapi_client

endpoint, org, key, token, email, group, profile = sys.argv[1:]


class Auth(requests.auth.AuthBase):
    def __call__(self, request):
        request.headers["x-api-key"] = key
        request.headers["Authorization"] = "Bearer " + token
        return request


connection = umapi_client.Connection(org, Auth(), endpoint=endpoint, max_retries=1)
seen = {"status": connection.status(remote=True)[1].get("state")}

new_group = umapi_client.GroupAction(group)
new_group.create()
add = umapi_client.UserAction(email)
add.create(email=email, firstname="Py", lastname="Thon", country="CH")
add.add_to_groups([group, profile.lower()])
nobody = umapi_client.UserAction("ghost@nowhere.example", requestID="ghost")
nobody.add_to_groups([group])
seen["counts"] = [connection.execute_multiple([action], immediate=True) for action in (new_group, add, nobody)]
seen["errors"] = nobody.execution_errors()

seen["users"] = [user["email"] for user in umapi_client.UsersQuery(connection).all_results()]
seen["inGroup"] = [user["email"] for user in umapi_client.UsersQuery(connection, in_group=group).all_results()]
seen["indirect"] = [
    user["groups"] for user in umapi_client.UsersQuery(connection, in_group=group, direct_only=False).all_results()
]
seen["missing"] = umapi_client.UsersQuery(connection, in_group="no such group").all_results()
seen["user"] = umapi_client.UserQuery(connection, email.upper()).result()
seen["nobody"] = umapi_client.UserQuery(connection, "ghost@nowhere.example").result()
seen["groups"] = [each["groupName"] for each in umapi_client.GroupsQuery(connection).all_results()]

test = umapi_client.Connection(org, Auth(), endpoint=endpoint, test_mode=True, max_retries=1)
remove = umapi_client.UserAction(email)
remove.remove_from_organization(delete_account=True)
seen["tested"] = test.execute_single(remove, immediate=True)
seen["stillThere"] = umapi_client.UserQuery(connection, email).result() != {}
remove = umapi_client.UserAction(email)
remove.remove_from_organization(delete_account=True)
seen["removed"] = connection.execute_single(remove, immediate=True)
seen["gone"] = umapi_client.UserQuery(connection, email).result()

print(json.dumps(seen))
