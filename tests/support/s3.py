"""An object store on loopback that checks every signature: says where it listens and which key may do what with one bucket."""

import os
import sys

# So many requests come before the first key is there.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"

import boto3
from moto.server import ThreadedMotoServer

BUCKET = sys.argv[1]
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
endpoint = "http://{}:{}".format(*server.get_host_and_port())
anybody = dict(
    endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="anybody", aws_secret_access_key="anything"
)
iam = boto3.client("iam", **anybody)
iam.create_user(UserName="portal")
iam.put_user_policy(UserName="portal", PolicyName="portal", PolicyDocument=POLICY)
key = iam.create_access_key(UserName="portal")["AccessKey"]
boto3.client("s3", **anybody).create_bucket(Bucket=BUCKET)
print(endpoint, key["AccessKeyId"], key["SecretAccessKey"], flush=True)
sys.stdin.read()
server.stop()
