# The suite on Odoo's own image: the same locked requirements as `./cae up`, and the addons.
FROM odoo:19.0

USER root
COPY requirements.txt /opt/cae/requirements.txt
# A folder of its own, before the system's packages on the path: the image stays as it is.
RUN pip3 install --no-cache-dir --require-hashes --no-deps --target /opt/cae/python \
        -r /opt/cae/requirements.txt
COPY addons /opt/cae/addons
COPY cae_cli /opt/cae/cae_cli
COPY odoo.conf /etc/odoo/odoo.conf
ENV PYTHONPATH=/opt/cae/python:/opt/cae ODOO_RC=/etc/odoo/odoo.conf

USER odoo
# Makes the database at the first start, updates changed addons at the next ones, then serves.
ENTRYPOINT ["python3", "-m", "cae_cli.inside.container"]
